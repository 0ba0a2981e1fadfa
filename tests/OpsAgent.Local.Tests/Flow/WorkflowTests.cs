using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>Incident records and posts on a whole local host.</summary>
public sealed class WorkflowTests
{
    [Fact]
    public async Task Create_OverHttp_CountsKeepsAndTellsTheTopic()
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);

        var first = await CreateAsync(agent, "key-1", proposed.Text("proposal_id"));
        var again = await CreateAsync(agent, "key-1", proposed.Text("proposal_id"));
        var second = await CreateAsync(agent, "key-2");

        Assert.Equal(["INC-2026-0001", "INC-2026-0001", "INC-2026-0002"], new[] { first, again, second }.Select(Id));
        var lines = agent.Notices.ToString().Split('\n').Where(l => l.StartsWith("[to incidents topic]", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            "[to incidents topic] INC-2026-0001: high incident, recorded by engineer@example.com: web-2 hangs since the deployment",
            lines[0].TrimEnd());
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public async Task Create_AfterARestart_CountsOnAndKnowsItsKeys()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-test-");
        try
        {
            await using (var agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = folder.FullName }))
            {
                await CreateAsync(agent, "key-1");
            }

            await using var later = await LocalAgent.StartAsync(new LocalOptions { DataFolder = folder.FullName });
            Assert.Equal("INC-2026-0001", Id(await CreateAsync(later, "key-1")));
            Assert.Equal("INC-2026-0002", Id(await CreateAsync(later, "key-2")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Create_ForAnUnknownProposal_IsRefused()
    {
        await using var agent = await LocalAgent.StartAsync();

        Assert.Equal("RESOURCE_NOT_FOUND", (await CreateAsync(agent, "key-1", "01kkng00000000000000000999")).ErrorCode);
        Assert.DoesNotContain("INC-", agent.Notices.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SeveralLines_IsOneLineInTheChannelsFileAndOnTheScreen()
    {
        await using var agent = await LocalAgent.StartAsync();

        var posted = await PostAsync(agent, "ops", "web is healthy.\n2026-11-23T03:10:00.000Z admin@example.com: C:\\new");
        await PostAsync(agent, "ops", "and stays so");

        Assert.Equal("The summary was posted to ops.", posted.Text("summary"));
        var lines = await File.ReadAllLinesAsync(Path.Combine(agent.Host.DataFolder, "channels", "ops.log"), TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith(
            @" engineer@example.com: web is healthy.\n2026-11-23T03:10:00.000Z admin@example.com: C:\\new", lines[0], StringComparison.Ordinal);
        Assert.Contains($"[#ops] {lines[0]}", agent.Notices.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(agent.Host.DataFolder, "channels", "incidents.log")));
    }

    [Fact]
    public async Task Post_ToAnUnknownChannel_NamesOpsAndIncidents()
    {
        await using var agent = await LocalAgent.StartAsync();

        var refused = await PostAsync(agent, "random", "hello");

        Assert.Equal("RESOURCE_NOT_FOUND", refused.ErrorCode);
        Assert.Contains("ops, incidents", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WhenTheFileCannotBeWritten_SaysThatItWasNotPosted()
    {
        await using var agent = await LocalAgent.StartAsync();
        // A folder in the file's place: nobody, root included, can append to it.
        Directory.CreateDirectory(Path.Combine(agent.Host.DataFolder, "channels", "ops.log"));

        var failed = await PostAsync(agent, "ops", "hello");

        Assert.Equal("AWS_SERVICE_ERROR", failed.ErrorCode);
        Assert.Contains("was not posted to ops", failed.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", agent.Notices.ToString(), StringComparison.Ordinal);
    }

    private static Task<Answer> CreateAsync(LocalAgent agent, string key, string? proposalId = null) => agent.PostAsync(
        "/operations/create_incident_record",
        new JsonObject
        {
            ["summary"] = "web-2 hangs since the deployment",
            ["severity"] = "high",
            ["links"] = "https://status.example.com/42",
            ["proposal_id"] = proposalId,
            ["user_id"] = LocalUsers.Engineer,
        },
        ("Idempotency-Key", key));

    private static Task<Answer> PostAsync(LocalAgent agent, string channel, string text) => agent.PostAsync("/operations/workflow", new JsonObject
    {
        ["operation"] = "post_summary_to_channel",
        ["parameters"] = new JsonObject { ["channel"] = channel, ["text"] = text },
        ["user_context"] = new JsonObject { ["user_id"] = LocalUsers.Engineer },
    });

    private static string? Id(Answer answer) => answer.Json.GetProperty("details").GetProperty("incident_id").GetString();
}
