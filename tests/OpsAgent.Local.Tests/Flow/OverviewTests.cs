using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>The overview of the default cloud's incident, over HTTP and in the chat.</summary>
public sealed class OverviewTests
{
    [Fact]
    public async Task Overview_OfTheIncident_NamesAlarmsTargetsInstancesAndTheChange()
    {
        await using var agent = await LocalAgent.StartAsync();

        var answer = await agent.GetAsync("/operations/get_overview");

        Assert.True(answer.Success, answer.Body);
        var details = answer.Json.GetProperty("details");
        Assert.Equal(["production-web-5xx", "production-web-latency"], Whats(details, "alarms"));
        Assert.Equal(["web"], Whats(details, "target_groups"));
        Assert.Equal(["i-0a1b2c3d4e5f60002 (web-2)", "i-0a1b2c3d4e5f60007 (db-2)", "i-0a1b2c3d4e5f60009 (legacy-billing)"], Whats(details, "instances"));
        Assert.Contains("UpdateService on service/production/web", Whats(details, "changes"));
        Assert.Contains("UpdateService on service/production/web (by ci-deployer", answer.Text("summary"), StringComparison.Ordinal);

        // One call for the alarms, three for instances, groups and the targets of two, clusters, services of one, CloudTrail.
        Assert.Equal(11, details.GetProperty("calls").GetInt32());
        Assert.Empty(details.GetProperty("not_searched").EnumerateArray());

        var again = (await agent.GetAsync("/operations/get_overview")).Json.GetProperty("details");
        Assert.Equal((0, true, details.GetProperty("as_of").GetString()), (again.GetProperty("calls").GetInt32(), again.GetProperty("cached").GetBoolean(), again.GetProperty("as_of").GetString()));
    }

    [Fact]
    public async Task Overview_EachStepToGoOnWith_IsReadInTheChatAsItStandsInTheDetails()
    {
        await using var agent = await LocalAgent.StartAsync();
        var details = (await agent.GetAsync("/operations/get_overview")).Json.GetProperty("details");
        var parser = new Parser(OperationCatalog.Default);

        var steps = details.EnumerateObject().Where(s => s.Value.ValueKind is JsonValueKind.Object).SelectMany(s => s.Value.GetProperty("lines").EnumerateArray()).Select(l => l.GetProperty("next")).ToList();

        Assert.True(steps.Count >= 6);
        foreach (var step in steps)
        {
            var run = Assert.IsType<Intent.Run>(Assert.Single(parser.Read(step.GetProperty("say").GetString()!, new ReadingContext(new Memory(), DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc, Known: null))));
            Assert.Equal(step.GetProperty("operation").GetString(), run.Operation);
            Assert.True(JsonNode.DeepEquals(JsonObject.Create(step.GetProperty("parameters")), JsonObject.Create(run.Parameters)), $"{step} is read as {run.Parameters}");
            var asked = string.Join('&', step.GetProperty("parameters").EnumerateObject().Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value.GetString()!)}"));
            Assert.True((await agent.GetAsync($"/operations/{run.Operation}?{asked}")).Success);
        }
    }

    [Theory]
    [InlineData("get_ec2_status?instance_id=i-0a1b2c3d4e5f60001", 3)]
    [InlineData("get_ec2_status?tag_key=Role&tag_value=web", 3)]
    [InlineData("describe_alb_target_health?alb_name=production-web", 4)]
    [InlineData("search_cloudtrail_events?event_name=UpdateService", 1)]
    [InlineData("get_cloudwatch_metrics?resource=production/web&metric=MemoryUtilization", 2)]
    public async Task EveryDiagnostic_SaysItsCallsAndWhatItDidNotSearch(string request, int calls)
    {
        await using var agent = await LocalAgent.StartAsync();

        var details = (await agent.GetAsync($"/operations/{request}")).Json.GetProperty("details");

        Assert.Equal((calls, JsonValueKind.Array), (details.GetProperty("calls").GetInt32(), details.GetProperty("not_searched").ValueKind));
    }

    private static IEnumerable<string?> Whats(JsonElement details, string section) =>
        details.GetProperty(section).GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("what").GetString());
}
