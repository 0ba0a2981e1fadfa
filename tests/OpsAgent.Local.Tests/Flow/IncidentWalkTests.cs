using System.Globalization;
using System.Text.Json;

using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>docs/incident-walk.md: sends the requests that stand there and looks for the facts that it tells.</summary>
public sealed class IncidentWalkTests
{
    [Fact]
    public async Task Walk_AsThePageTellsIt_LeadsFromTheAlarmToTheDeployment()
    {
        await using var agent = await LocalAgent.StartAsync();
        var answers = new Queue<Answer>();
        foreach (var path in Requests())
        {
            var answer = await agent.GetAsync(path);
            Assert.True(answer.Success, answer.Body);
            answers.Enqueue(answer);
        }

        Assert.Equal(7, answers.Count);

        var overview = answers.Dequeue().Text("summary");
        Assert.StartsWith("2 alarms are in ALARM: production-web-5xx", overview, StringComparison.Ordinal);
        Assert.Contains("1 target group is not healthy: web (1 of 3 targets healthy", overview, StringComparison.Ordinal);
        Assert.Contains("production/web (3 of 3 tasks run, deployed web:42", overview, StringComparison.Ordinal);
        Assert.Contains("UpdateService on service/production/web (by ci-deployer", overview, StringComparison.Ordinal);

        var errors = answers.Dequeue();
        Assert.StartsWith("Alarm production-web-5xx is in ALARM since ", errors.Text("summary"), StringComparison.Ordinal);
        Assert.Equal("step_up", Trend(errors).GetProperty("direction").GetString());

        Assert.Equal("steady", Trend(answers.Dequeue()).GetProperty("direction").GetString());

        var targets = answers.Dequeue();
        Assert.Equal("degraded", targets.Json.GetProperty("details").GetProperty("verdict").GetString());
        Assert.Contains("web has 1 of 3 targets healthy, 2 unhealthy", targets.Text("summary"), StringComparison.Ordinal);
        Assert.Contains("Health checks failed with these codes: [503]", targets.Text("summary"), StringComparison.Ordinal);

        var memory = answers.Dequeue();
        Assert.Equal("rising", Trend(memory).GetProperty("direction").GetString());
        Assert.True(Trend(memory).GetProperty("after").GetDouble() > 90);
        Assert.EndsWith("No alarm watches it.", memory.Text("summary"), StringComparison.Ordinal);

        var changes = answers.Dequeue();
        Assert.Contains("UpdateService on service/production/web by ci-deployer", changes.Text("summary"), StringComparison.Ordinal);
        var accused = Events(changes).Single(e => e.GetProperty("event_name").GetString() == "AuthorizeSecurityGroupIngress");

        var deployment = Events(answers.Dequeue()).Single(e => e.GetProperty("event_name").GetString() == "UpdateService");
        Assert.Contains("arn:aws:ecs:us-east-1:123456789012:task-definition/web:42", deployment.GetProperty("resources").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal("ci-deployer", deployment.GetProperty("user").GetString());

        // What came first: the deployment, then the memory, then the errors. The security group was hours before all of them.
        Assert.True(At(deployment, "time") < At(Trend(memory), "since"));
        Assert.True(At(Trend(memory), "since") < At(Trend(errors), "since"));
        Assert.InRange(At(deployment, "time") - At(accused, "time"), TimeSpan.FromHours(2), TimeSpan.FromHours(3));
    }

    private static List<string> Requests()
    {
        return [.. File.ReadLines(Path.Combine(Root(), "docs", "incident-walk.md"))
            .Where(line => line.StartsWith("ask ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => $"/operations/{words[1]}?{string.Join('&', words.Skip(2).Where(w => w != "-d"))}")];
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpsAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static JsonElement Trend(Answer answer) => answer.Json.GetProperty("details").GetProperty("trend");

    private static JsonElement.ArrayEnumerator Events(Answer answer) => answer.Json.GetProperty("details").GetProperty("events").EnumerateArray();

    private static DateTimeOffset At(JsonElement element, string member) => DateTimeOffset.Parse(element.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);
}
