using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class CloudTrailEventsTests(Moto moto) : CloudTrailEventsContract, IAsyncLifetime
{
    private static readonly DateTimeOffset From = Moments.Start - TimeSpan.FromHours(1);

    private readonly LeapingTime _time = new();
    private RecordedTrail _trail = null!;
    private MotoAccount _account = null!;

    protected override ICloudTrailEvents History => new CloudTrailEvents(_trail.Clients, _time);

    public async ValueTask InitializeAsync() => (_trail, _account) = (await RecordedTrail.StartAsync(), await MotoAccount.OpenAsync(moto));

    public async ValueTask DisposeAsync()
    {
        await _trail.DisposeAsync();
        await _account.DisposeAsync();
    }

    [Fact]
    public async Task LookUp_AnEvent_DoesNotTellWhatItsCallerSent()
    {
        Happened(Moments.Start, "PutParameter", "ssm.amazonaws.com", "ada", "198.51.100.7", null, "/opsagent/api-key");

        var page = await History.LookUpEventsAsync(Query(50), Stop);

        Assert.Contains(TrailRecord.Secret, JsonSerializer.Serialize(TrailRecord.Of(Moments.Start, "n", "s", "u", "a", null, [])), StringComparison.Ordinal);
        Assert.DoesNotContain(TrailRecord.Secret, JsonSerializer.Serialize(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookUp_MoreThanTheMostPages_AnswersTheNewestAndSaysSo()
    {
        for (var i = 0; i < 600; i++)
        {
            Happened(Moments.Start - TimeSpan.FromSeconds(i), "UpdateService", "ecs.amazonaws.com", $"user-{i}", "198.51.100.7", null);
        }

        var page = await History.LookUpEventsAsync(Query(600), Stop);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"user-{i}"), page.Events.Select(e => e.User));
        Assert.True(page.Truncated);
        Assert.Equal(10, _trail.Requests.Count);
        // Two calls a second.
        Assert.Equal(TimeSpan.FromSeconds(4.5), _time.GetUtcNow() - Moments.Start);
    }

    [Fact]
    public async Task LookUp_ThrottledOnALaterPage_AnswersWhatWasRead()
    {
        for (var i = 0; i < 120; i++)
        {
            Happened(Moments.Start - TimeSpan.FromSeconds(i), "UpdateService", "ecs.amazonaws.com", $"user-{i}", "198.51.100.7", null);
        }

        _trail.ThrottledAfter = 1;

        var page = await History.LookUpEventsAsync(Query(120), Stop);

        Assert.Equal((50, true, true), (page.Events.Count, page.Truncated, page.Throttled));
    }

    [Fact]
    public async Task LookUp_SlowerThanTheBudget_EndsWithWhatWasRead()
    {
        for (var i = 0; i < 400; i++)
        {
            Happened(Moments.Start - TimeSpan.FromSeconds(i), "UpdateService", "ecs.amazonaws.com", $"user-{i}", "198.51.100.7", null);
        }

        _trail.OnRequest = () => _time.Advance(TimeSpan.FromSeconds(4));

        var page = await History.LookUpEventsAsync(Query(400), Stop);

        Assert.Equal((150, true, false), (page.Events.Count, page.Truncated, page.Throttled));
    }

    [Fact]
    public async Task LookUp_ByAnAccessKey_FindsWhatItSigned()
    {
        Happened(Moments.Start, "UpdateService", "ecs.amazonaws.com", "ada", "198.51.100.7", null);

        var page = await History.LookUpEventsAsync(Query(50) with { Attribute = "AccessKeyId", Value = "ASIAFAKEFAKEFAKEFAKE" }, Stop);

        Assert.Equal("ASIAFAKEFAKEFAKEFAKE", Assert.Single(page.Events).AccessKeyId);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    [InlineData(50, 50)]
    [InlineData(51, 50)]
    public async Task LookUp_AskedForAFew_ReadsNoMoreThanThose(int limit, int pageSize)
    {
        await History.LookUpEventsAsync(Query(limit), Stop);

        Assert.Equal(pageSize, JsonNode.Parse(Assert.Single(_trail.Requests))!["MaxResults"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"userIdentity":"ada","sourceIPAddress":7,"errorCode":{}}""")]
    public async Task LookUp_ARecordThatCannotBeRead_StillAnswersTheEvent(string? record)
    {
        var told = TrailRecord.Of(Moments.Start, "UpdateService", "ecs.amazonaws.com", "ada", "198.51.100.7", "AccessDenied", ["web"]);
        told["CloudTrailEvent"] = record;
        _trail.Add(told);

        var e = Assert.Single((await History.LookUpEventsAsync(Query(50), Stop)).Events);

        Assert.Equal(("UpdateService", "ada", "unknown", null), (e.Name, e.User, e.SourceIp, e.ErrorCode));
    }

    [Fact]
    public async Task LookUp_OfAService_NamesIt()
    {
        var told = TrailRecord.Of(Moments.Start, "AssumeRole", "sts.amazonaws.com", "x", "lambda.amazonaws.com", null, []);
        told.Remove("Username");
        told.Remove("Resources");
        told["CloudTrailEvent"] = """{"userIdentity":{"type":"AWSService","invokedBy":"lambda.amazonaws.com"},"sourceIPAddress":"lambda.amazonaws.com"}""";
        _trail.Add(told);

        var e = Assert.Single((await History.LookUpEventsAsync(Query(50), Stop)).Events);

        Assert.Equal(("lambda.amazonaws.com", "lambda.amazonaws.com"), (e.User, e.SourceIp));
        Assert.Empty(e.Resources);
    }

    // Shapes of CloudTrail's reference of userIdentity, without a Username.
    [Theory]
    [InlineData("""{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/jenkins-node/i-0a1b2c3d4e5f60001","sessionContext":{"sessionIssuer":{"type":"Role","userName":"jenkins-node"}}}""", "i-0a1b2c3d4e5f60001", "jenkins-node")]
    [InlineData("""{"type":"WebIdentityUser","principalId":"token.actions.githubusercontent.com:sts.amazonaws.com:repo:o/r","userName":"repo:o/r:ref:refs/heads/main"}""", "repo:o/r:ref:refs/heads/main", null)]
    [InlineData("""{"type":"SAMLUser","principalId":"x:ada","userName":"ada"}""", "ada", null)]
    [InlineData("""{"type":"AWSAccount","principalId":"AIDAFAKEFAKEFAKEFAKE","accountId":"210987654321"}""", "account 210987654321", null)]
    [InlineData("""{"type":"FederatedUser","arn":"arn:aws:sts::123456789012:federated-user/bob","accountId":"123456789012"}""", "bob", null)]
    [InlineData("""{"type":"IdentityCenterUser","accountId":"123456789012","onBehalfOf":{"userId":"94482488-3041-7008-abcd-0123456789ab","identityStoreArn":"arn:aws:identitystore::123456789012:identitystore/d-1"}}""", "94482488-3041-7008-abcd-0123456789ab", null)]
    [InlineData("""{"type":"AWSService","invokedBy":"autoscaling.amazonaws.com"}""", "autoscaling.amazonaws.com", null)]
    [InlineData("""{"type":"Unknown"}""", "unknown", null)]
    public async Task LookUp_ByAnybody_SaysWhoAndByWhichRole(string identity, string user, string? role)
    {
        var told = TrailRecord.Of(Moments.Start, "UpdateService", "ecs.amazonaws.com", "x", "198.51.100.7", null, []);
        told.Remove("Username");
        told["CloudTrailEvent"] = $$"""{"userIdentity":{{identity}}}""";
        _trail.Add(told);

        var e = Assert.Single((await History.LookUpEventsAsync(Query(50), Stop)).Events);

        Assert.Equal((user, role), (e.User, e.Role));
    }

    protected override void Happened(DateTimeOffset at, string name, string source, string user, string address, string? errorCode, params string[] resources) =>
        _trail.Add(TrailRecord.Of(at, name, source, user, address, errorCode, resources));

    protected override void Rebooted(DateTimeOffset at, string instanceId, string proposal) =>
        _trail.Add(TrailRecord.Of(at, "RebootInstances", "ec2.amazonaws.com", proposal, "lambda.amazonaws.com", null, [instanceId], proposal));

    protected override async Task<ICloudTrailEvents> FailingAsync(string action, string kind) => new CloudTrailEvents(await _account.FailingAsync(action, kind), _time);

    private static CloudTrailQuery Query(int limit) => new(null, null, From, Moments.Start, limit);
}
