using System.Text.Json;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Api;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Audit;

/// <summary>Metric filters and saved queries look for words in the log: these are the lines they find.</summary>
public sealed class AuditLogTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Write_AWrongKey_IsAWarningWithTheWordsOfTheFilter()
    {
        await bench.SendAsync(EdgeCases.Look().With("X-API-Key", "wrong"));

        var line = Assert.Single(bench.Lines);
        Assert.StartsWith("""{"level":"WARN",""", line, StringComparison.Ordinal);
        Assert.Contains("Authentication failed", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_AnUntaggedTarget_IsAWarningWithTheWordsOfTheFilter()
    {
        Machine.Behind(bench);
        bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));

        await bench.ProposeAsync(Users.Engineer);

        Assert.Contains(bench.Lines, l => l.StartsWith("""{"level":"WARN",""", StringComparison.Ordinal) && l.Contains("Tag validation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_AFailure_IsAnError()
    {
        bench.Fleet.Failure = new AwsException(ErrorCode.AwsServiceError, "ec2:DescribeInstances", Instances.WebId, "AWS said no.");

        await bench.SendAsync(EdgeCases.Look());

        Assert.StartsWith("""{"level":"ERROR",""", Assert.Single(bench.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_WhatWasStored_IsOneLineOfJsonForEachEvent()
    {
        Machine.Behind(bench);
        var token = (await bench.ProposeAsync(Users.Engineer))["approval_token"]!;
        await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(bench.Store.Audit.All.Count, bench.Lines.Count);
        Assert.All(bench.Lines, line =>
        {
            Assert.DoesNotContain('\n', line);
            using var document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.String, document.RootElement.GetProperty("event_type").ValueKind);
        });
    }

    [Fact]
    public async Task Write_WhatWasNotStored_IsNotInTheLog()
    {
        bench.Store.Audit.IsDown = true;

        await bench.SendAsync(EdgeCases.Look());
        await bench.ProposeAsync(Users.Engineer);

        Assert.Empty(bench.Lines);
    }
}
