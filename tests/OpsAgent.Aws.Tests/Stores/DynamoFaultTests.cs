using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoFaultTests(Moto moto)
{
    private static readonly AwsTimeouts Quick = new(TimeSpan.FromSeconds(1), 0);
    private static readonly TableNames Names = new("approvals-x", "decisions-x", "audit-x", "incidents-x", "sessions-x");

    public static TheoryData<int, string, ErrorCode> Faults { get; } = new()
    {
        { 400, Error("ThrottlingException"), ErrorCode.AwsThrottled },
        { 400, Error("ProvisionedThroughputExceededException"), ErrorCode.AwsThrottled },
        { 400, Error("AccessDeniedException"), ErrorCode.AwsAccessDenied },
        { 500, Error("InternalServerError"), ErrorCode.AwsServiceError },
        { 503, "<html>busy</html>", ErrorCode.AwsServiceError },
        { 0, "", ErrorCode.AwsServiceError },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Submit_AwsFails_NamesTheActionAndTheTable(int status, string body, ErrorCode code)
    {
        await using var faults = await FailingAsync(status, body);
        using var clients = faults.Clients(Quick);

        var e = await Assert.ThrowsAsync<AwsException>(() => new DynamoApprovalStore(clients, Names, new LeapingTime()).SubmitAsync(Proposals.New(), [], null, Stop));

        Assert.Equal((code, "dynamodb:TransactWriteItems", Names.Approvals), (e.Code, e.Action, e.Resource));
        Assert.Contains(Names.Approvals, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task ReadSetting_AwsFails_NamesTheParameterAndAsksAgainNextTime(int status, string body, ErrorCode code)
    {
        await using var faults = await FailingAsync(status, body);
        using var clients = faults.Clients(Quick);
        var settings = new SsmParameterStore(clients, "/opsagent-x", new LeapingTime());

        var e = await Assert.ThrowsAsync<AwsException>(() => settings.ReadAsync(ParameterNames.ApiKey, Stop));
        // HttpClient itself repeats what a lost connection did not answer, so the number alone says nothing.
        var first = faults.Requests.Count;
        await Assert.ThrowsAsync<AwsException>(() => settings.ReadAsync(ParameterNames.ApiKey, Stop));

        Assert.Equal((code, "ssm:GetParameter", "/opsagent-x/api-key"), (e.Code, e.Action, e.Resource));
        Assert.True(faults.Requests.Count > first);
    }

    [Theory]
    [InlineData("audit-x", true)]
    [InlineData("approvals-x", false)]
    public async Task Submit_TableIsDenied_NamesTheMissingPermissionAndTellsTheAuditApart(string table, bool audit)
    {
        var message = $"User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/{table}";
        await using var faults = await FailingAsync(400, Error("AccessDeniedException", message));
        using var clients = faults.Clients(Quick);

        var e = await Assert.ThrowsAnyAsync<Exception>(() => new DynamoApprovalStore(clients, Names, new LeapingTime()).SubmitAsync(Proposals.New(), [], null, Stop));

        Assert.IsType(audit ? typeof(AuditWriteException) : typeof(AwsException), e);
        Assert.Contains($"AWS denied dynamodb:PutItem on {table}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_OtherWritersStayInTheWay_TriesAFewTimesUnderOneTokenAndGivesUp()
    {
        const string Conflict = """{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"m","CancellationReasons":[{"Code":"TransactionConflict","Message":"m"},{"Code":"None"}]}""";
        await using var faults = await FailingAsync(400, Conflict);
        using var clients = faults.Clients(Quick);

        var e = await Assert.ThrowsAsync<AwsException>(() => new DynamoApprovalStore(clients, Names, new LeapingTime()).SubmitAsync(Proposals.New(), [], null, Stop));

        Assert.True(e.IsThrottling);
        Assert.Equal(6, faults.Requests.Count);
        Assert.Single(faults.Requests.Select(r => System.Text.Json.Nodes.JsonNode.Parse(r.Body)!["ClientRequestToken"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task EveryWrite_ReplyIsLost_IsOurOwnSuccessAndDoneOnce()
    {
        var tables = await moto.TablesAsync();
        await using var faults = await LosingAsync();
        using var clients = faults.Clients(AwsTimeouts.Standard);
        var store = new DynamoApprovalStore(clients, tables, TimeProvider.System);
        var audit = new DynamoAuditTrail(clients, tables, TimeProvider.System);
        var story = Proposals.Story(ProposalStatus.Denied);

        Assert.Equal(new SubmitResult.Stored(), await store.SubmitAsync(story[0].Proposal, story[0].Events, Stop));
        for (var i = 1; i < story.Count; i++)
        {
            Assert.True(await store.ReplaceAsync(story[i - 1].Proposal, story[i].Proposal, story[i].Events, Stop));
        }

        var link = AuditChain.Append("chain", AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start, Proposals.Subject, new AuditEntry(AuditEventType.RequestReceived, "ok"));
        await audit.AppendAsync([link], Stop);
        var end = story[^1].Proposal;
        Assert.Equal(Proposals.Json(end), Proposals.Json((await store.FindAsync(end.Id, Stop))!));
        Assert.Null(AuditChain.FindFirstProblem(end.Id.Value, await audit.ReadAsync(end.Id.Value, Stop), end.AuditHead));
        Assert.Equal(2 * (story.Count + 1), faults.Requests.Count(IsTransaction));
    }

    private static bool IsTransaction((string Target, string Body) request) => request.Target.EndsWith("TransactWriteItems", StringComparison.Ordinal);

    private static string Error(string code, string message = "m") => $$"""{"__type":"com.amazonaws#{{code}}","message":"{{message}}"}""";

    private static Task<StoreFaults> FailingAsync(int status, string body) => StoreFaults.StartAsync((context, _, _) =>
    {
        if (status != 0)
        {
            return StoreFaults.SayAsync(context, status, body);
        }

        context.Abort();
        return Task.CompletedTask;
    });

    // Every other transaction is carried out and not answered.
    private Task<StoreFaults> LosingAsync()
    {
        var transactions = 0;
        return StoreFaults.StartAsync((context, body, _) => StoreFaults.ForwardAsync(
            context, body, moto.Url, context.Request.Headers["X-Amz-Target"].ToString().EndsWith("TransactWriteItems", StringComparison.Ordinal) && ++transactions % 2 == 1));
    }
}
