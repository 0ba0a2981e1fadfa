using System.Text.Json;

using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>The default cloud's incident, asked for by a service, by an alarm's name and between two moments.</summary>
public sealed class TimesAlarmsAndServicesTests
{
    [Fact]
    public async Task Overview_OfTheServiceOfTheIncident_ShowsWhatItsUsersMeet()
    {
        await using var agent = await LocalAgent.StartAsync();

        var answer = await agent.GetAsync("/operations/get_overview?cluster=production&service=web");

        Assert.True(answer.Success, answer.Body);
        Assert.StartsWith("production/web: 3 of 3 tasks run; web:42, deployed at ", answer.Text("summary"), StringComparison.Ordinal);
        Assert.Contains("\nTarget group web: 1 of 3 targets healthy (Health checks failed with these codes: [503]).\n", answer.Text("summary"), StringComparison.Ordinal);
        var details = answer.Json.GetProperty("details");
        Assert.Equal(["production-web-5xx", "production-web-latency"], Whats(details, "alarms"));
        Assert.Contains("UpdateService on service/production/web", Whats(details, "changes"));
        // The service, the alarms, its group, that group's targets, CloudTrail.
        Assert.Equal(5, details.GetProperty("calls").GetInt32());

        Assert.StartsWith("production/worker: 2 of 2 tasks run; worker:17, deployed at ", (await agent.GetAsync("/operations/get_overview?cluster=production&service=worker")).Text("summary"), StringComparison.Ordinal);
    }

    // It is 03:10 UTC on 23 November 2026; a plus in a query string is a blank.
    [Theory]
    [InlineData("get_cloudwatch_metrics?alarm_name=production-web-5xx", "Alarm production-web-5xx is in ALARM since ")]
    [InlineData("get_cloudwatch_metrics?alarm_name=production-worker-cpu", "Alarm production-worker-cpu is OK since ")]
    [InlineData("get_cloudwatch_metrics?resource=production/web&metric=MemoryUtilization&start_time=2026-11-23T00:00Z&end_time=2026-11-23T02:00+01:00", "MemoryUtilization was steady. It was 4")]
    [InlineData("search_cloudtrail_events?event_name=UpdateService&start_time=2026-11-23T00:00Z&end_time=2026-11-23T02:00+01:00", "CloudTrail has no events named UpdateService from 00:00 to 01:00 UTC. Only this Region")]
    public async Task Diagnostics_OfAnAlarmOrAnHourThatIsOver_SayIt(string request, string words)
    {
        await using var agent = await LocalAgent.StartAsync();
        var answer = await agent.GetAsync($"/operations/{request}");

        Assert.True(answer.Success, answer.Body);
        Assert.StartsWith(words, answer.Text("summary"), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Whats(JsonElement details, string section) =>
        details.GetProperty(section).GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("what").GetString());
}
