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

    private RecordedTrail _trail = null!;
    private MotoAccount _account = null!;

    protected override ICloudTrailEvents History => new CloudTrailEvents(_trail.Clients);

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
        for (var i = 0; i < 300; i++)
        {
            Happened(Moments.Start - TimeSpan.FromSeconds(i), "UpdateService", "ecs.amazonaws.com", $"user-{i}", "198.51.100.7", null);
        }

        var page = await History.LookUpEventsAsync(Query(250), Stop);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"user-{i}"), page.Events.Select(e => e.User));
        Assert.True(page.Truncated);
        Assert.Equal(4, _trail.Requests.Count);
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

    protected override void Happened(DateTimeOffset at, string name, string source, string user, string address, string? errorCode, params string[] resources) =>
        _trail.Add(TrailRecord.Of(at, name, source, user, address, errorCode, resources));

    protected override void Rebooted(DateTimeOffset at, string instanceId, string proposal) =>
        _trail.Add(TrailRecord.Of(at, "RebootInstances", "ec2.amazonaws.com", proposal, "lambda.amazonaws.com", null, [instanceId], proposal));

    protected override async Task<ICloudTrailEvents> FailingAsync(string action, string kind) => new CloudTrailEvents(await _account.FailingAsync(action, kind));

    private static CloudTrailQuery Query(int limit) => new(null, null, From, Moments.Start, limit);
}
