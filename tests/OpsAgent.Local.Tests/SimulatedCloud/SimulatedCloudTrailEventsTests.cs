using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.SimulatedCloud;

public sealed class SimulatedCloudTrailEventsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly SqliteDatabase _database;
    private readonly CloudWriteLog _writes;
    private readonly FakeTimeProvider _time = new(Moments.Start);

    public SimulatedCloudTrailEventsTests()
    {
        _database = new SqliteDatabase(_file);
        _writes = new CloudWriteLog(_database, _time);
    }

    public void Dispose()
    {
        _database.Dispose();
        foreach (var part in new[] { _file, $"{_file}-wal", $"{_file}-shm" })
        {
            File.Delete(part);
        }
    }

    [Fact]
    public async Task LookUp_WithoutAnAttribute_AnswersAllOfTheWindowNewestFirst()
    {
        var page = await LookUpAsync(null, null, hours: 24);

        Assert.Equal(11, page.Events.Count);
        Assert.Equal(page.Events.OrderByDescending(e => e.At), page.Events);
        Assert.False(page.Truncated);
    }

    [Theory]
    [InlineData("EventName", "UpdateService", 2)]
    [InlineData("ResourceName", "arn:aws:ecs:us-east-1:123456789012:service/production/web", 3)]
    [InlineData("ResourceName", "sg-0f1e2d3c4b5a69788", 2)]
    [InlineData("Username", "ci-deployer", 5)]
    [InlineData("Username", "CI-DEPLOYER", 0)]
    [InlineData("EventName", "Update", 0)]
    public async Task LookUp_ByAnAttribute_MatchesItExactly(string attribute, string value, int count) =>
        Assert.Equal(count, (await LookUpAsync(attribute, value, hours: 72)).Events.Count);

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public async Task LookUp_MoreThanTheLimit_SaysSo(int limit, bool truncated)
    {
        var page = await LookUpAsync("Username", "ci-deployer", 72, limit);
        Assert.Equal((Math.Min(limit, 5), truncated), (page.Events.Count, page.Truncated));
    }

    [Fact]
    public async Task LookUp_WhatOpsAgentDid_CarriesTheProposal()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        _writes.Add(SimulatedInstances.RebootAction, "i-0a1b2c3d4e5f60002", "01kkng00000000000000000001");

        var found = Assert.Single((await LookUpAsync("Username", "opsagent-executor", 1)).Events);

        Assert.Equal(("RebootInstances", "ec2.amazonaws.com", "01kkng00000000000000000001"), (found.Name, found.Source, found.SourceIdentity));
        Assert.Equal((Moments.Start + TimeSpan.FromMinutes(1), "i-0a1b2c3d4e5f60002"), (found.At, Assert.Single(found.Resources)));
    }

    [Fact]
    public async Task LookUp_Twice_AnswersTheSameIds()
    {
        var ids = (await LookUpAsync(null, null, 72)).Events.Select(e => e.Id).ToList();

        Assert.Equal(ids, (await LookUpAsync(null, null, 72)).Events.Select(e => e.Id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
    }

    [Fact]
    public async Task LookUp_WithAFault_MeetsIt() =>
        Assert.Equal(
            "cloudtrail:LookupEvents",
            (await Assert.ThrowsAsync<AwsException>(() => LookUpAsync(null, null, 1, 10, new CloudFault { Action = "cloudtrail:LookupEvents", Kind = "throttled" }))).Action);

    private Task<CloudTrailPage> LookUpAsync(string? attribute, string? value, int hours, int limit = 50, params CloudFault[] faults)
    {
        var now = _time.GetUtcNow();
        return new SimulatedCloudTrailEvents(CloudFile.Load(null), _writes, Moments.Start, new FaultInjector(faults, 1, _time))
            .LookUpEventsAsync(new CloudTrailQuery(attribute, value, now - TimeSpan.FromHours(hours), now, limit), default);
    }
}
