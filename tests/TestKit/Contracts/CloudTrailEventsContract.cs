using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of CloudTrail must do: the MUST sentences of <see cref="ICloudTrailEvents"/> as tests.</summary>
public abstract class CloudTrailEventsContract
{
    private const string Action = "cloudtrail:LookupEvents";
    private const string Instance = "i-0a1b2c3d4e5f60002";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The reader of an account in which nothing had happened before this test.</summary>
    protected abstract ICloudTrailEvents History { get; }

    /// <summary>Lets something have happened.</summary>
    protected abstract void Happened(DateTimeOffset at, string name, string source, string user, string address, string? errorCode, params string[] resources);

    /// <summary>Lets OpsAgent have rebooted an instance in the name of a proposal.</summary>
    protected abstract void Rebooted(DateTimeOffset at, string instanceId, string proposal);

    /// <returns>A reader of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<ICloudTrailEvents> FailingAsync(string action, string kind);

    [Fact]
    public async Task LookUp_AnEvent_SaysWhoDidWhatFromWhere()
    {
        Happened(Ago(5), "AuthorizeSecurityGroupIngress", "ec2.amazonaws.com", "ada", "198.51.100.7", "Client.UnauthorizedOperation", "sg-0f1e2d3c4b5a69788", "vpc-1");

        var e = Assert.Single((await LookUpAsync()).Events);

        Assert.Equal(("AuthorizeSecurityGroupIngress", "ec2.amazonaws.com", Ago(5)), (e.Name, e.Source, e.At));
        Assert.Equal(("ada", "198.51.100.7", null, "Client.UnauthorizedOperation"), (e.User, e.SourceIp, e.SourceIdentity, e.ErrorCode));
        Assert.Equal(["sg-0f1e2d3c4b5a69788", "vpc-1"], e.Resources);
        Assert.True(Guid.TryParse(e.Id, out _), e.Id);
    }

    [Fact]
    public async Task LookUp_WhatOpsAgentDid_CarriesTheProposal()
    {
        Rebooted(Ago(1), Instance, "01kkng00000000000000000001");

        var e = Assert.Single((await LookUpAsync("ResourceName", Instance)).Events);

        Assert.Equal(("RebootInstances", "ec2.amazonaws.com", "01kkng00000000000000000001", null), (e.Name, e.Source, e.SourceIdentity, e.ErrorCode));
    }

    [Fact]
    public async Task LookUp_TheWindow_HoldsBothItsEnds_NewestFirst()
    {
        foreach (var minutes in new[] { 31, 10, 30, 19, 20, 9 })
        {
            Happened(Ago(minutes), "UpdateService", "ecs.amazonaws.com", $"at-{minutes}", "198.51.100.7", null);
        }

        var page = await History.LookUpEventsAsync(new CloudTrailQuery(null, null, Ago(30), Ago(10), 50), Stop);

        Assert.Equal(["at-10", "at-19", "at-20", "at-30"], page.Events.Select(e => e.User));
        Assert.False(page.Truncated);
    }

    [Theory]
    [InlineData("EventName", "UpdateService", 2)]
    [InlineData("EventName", "Update", 0)]
    [InlineData("EventName", "updateservice", 0)]
    [InlineData("EventSource", "ecs.amazonaws.com", 3)]
    [InlineData("EventSource", "ecs", 0)]
    [InlineData("AccessKeyId", "AKIAIOSFODNN7EXAMPLE", 0)]
    [InlineData("Username", "ada", 2)]
    [InlineData("Username", "Ada", 0)]
    [InlineData("ResourceName", "web", 2)]
    [InlineData("ResourceName", "api", 1)]
    [InlineData("ResourceName", "we", 0)]
    [InlineData("ResourceName", "*", 0)]
    public async Task LookUp_ByAnAttribute_ComparesItExactly(string attribute, string value, int count)
    {
        Happened(Ago(3), "UpdateService", "ecs.amazonaws.com", "ada", "198.51.100.7", null, "web", "api");
        Happened(Ago(2), "UpdateService", "ecs.amazonaws.com", "bob", "198.51.100.7", null, "web");
        Happened(Ago(1), "CreateService", "ecs.amazonaws.com", "ada", "198.51.100.7", null);

        var page = await LookUpAsync(attribute, value);

        Assert.Equal((count, false), (page.Events.Count, page.Truncated));
    }

    [Fact]
    public async Task LookUp_TheChangesAlone_LeavesOutWhatReads()
    {
        Happened(Ago(2), "UpdateService", "ecs.amazonaws.com", "ada", "198.51.100.7", null, "web");
        Happened(Ago(1), "DescribeServices", "ecs.amazonaws.com", "ada", "198.51.100.7", null, "web");

        var (changes, reads) = (await LookUpAsync("ReadOnly", "false"), await LookUpAsync("ReadOnly", "true"));

        Assert.Equal("UpdateService", Assert.Single(changes.Events).Name);
        Assert.Equal("DescribeServices", Assert.Single(reads.Events).Name);
        Assert.Equal((false, true), (changes.Events[0].IsRead, reads.Events[0].IsRead));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(50, false)]
    public async Task LookUp_MoreThanTheLimit_AnswersTheNewestAndSaysSo(int limit, bool truncated)
    {
        for (var minutes = 5; minutes > 0; minutes--)
        {
            Happened(Ago(minutes), "UpdateService", "ecs.amazonaws.com", $"at-{minutes}", "198.51.100.7", null);
        }

        var page = await LookUpAsync(limit: limit);

        Assert.Equal(Enumerable.Range(1, Math.Min(limit, 5)).Select(m => $"at-{m}"), page.Events.Select(e => e.User));
        Assert.Equal(truncated, page.Truncated);
    }

    [Fact]
    public async Task LookUp_MoreThanTwoPages_AnswersAll()
    {
        for (var i = 0; i < 130; i++)
        {
            Happened(Ago(1) - TimeSpan.FromSeconds(i), "UpdateService", "ecs.amazonaws.com", $"user-{i}", "198.51.100.7", null);
        }

        var (all, cut) = (await LookUpAsync(limit: 200), await LookUpAsync(limit: 120));

        Assert.Equal(Enumerable.Range(0, 130).Select(i => $"user-{i}"), all.Events.Select(e => e.User));
        Assert.Equal(130, all.Events.Select(e => e.Id).Distinct().Count());
        Assert.Equal((false, 120, true), (all.Truncated, cut.Events.Count, cut.Truncated));
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task LookUp_AwsFails_NamesActionAndResource(string kind, ErrorCode code)
    {
        var failing = await FailingAsync(Action, kind);

        await CloudFailure.ToldAsync(() => failing.LookUpEventsAsync(new CloudTrailQuery("Username", "ada", Ago(60), Ago(0), 50), Stop), Action, code);
        await CloudFailure.ToldAsync(() => failing.LookUpEventsAsync(new CloudTrailQuery(null, null, Ago(60), Ago(0), 50), Stop), Action, code);
    }

    private static DateTimeOffset Ago(int minutes) => Moments.Start - TimeSpan.FromMinutes(minutes);

    private Task<CloudTrailPage> LookUpAsync(string? attribute = null, string? value = null, int limit = 50) =>
        History.LookUpEventsAsync(new CloudTrailQuery(attribute, value, Ago(60), Ago(0), limit), Stop);
}
