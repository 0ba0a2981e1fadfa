using System.Buffers.Binary;
using System.Text.Json.Nodes;

using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

/// <summary>The app package of <c>docs/teams</c>.</summary>
public sealed class TeamsManifestTests
{
    [Fact]
    public void Manifest_OfTheBot_IsOneForAllScopesWithinTheLimits()
    {
        var manifest = Read();
        var bot = Assert.Single(manifest["bots"]!.AsArray())!;

        Assert.Contains($"/v{manifest["manifestVersion"]}/", manifest["$schema"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(manifest["id"]!.GetValue<string>(), bot["botId"]!.GetValue<string>());
        Assert.Equal(["team", "groupChat", "personal"], [.. bot["scopes"]!.AsArray().Select(s => s!.GetValue<string>())]);
        Assert.InRange(manifest["name"]!["short"]!.GetValue<string>().Length, 1, 30);
        Assert.InRange(manifest["name"]!["full"]!.GetValue<string>().Length, 1, 100);
        Assert.InRange(manifest["description"]!["short"]!.GetValue<string>().Length, 1, 80);
        Assert.All(Commands(manifest), c => Assert.True(c["title"]!.GetValue<string>().Length <= 32 && c["description"]!.GetValue<string>().Length <= 128, c.ToJsonString()));
    }

    [Theory]
    [InlineData("color", 192)]
    [InlineData("outline", 32)]
    public void Icons_OfTheApp_HaveTheSizesThatTeamsTakes(string icon, int pixels)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder(), Read()["icons"]![icon]!.GetValue<string>()));

        Assert.Equal((pixels, pixels), (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))));
    }

    [Fact]
    public async Task Commands_OfTheManifest_AreUnderstood()
    {
        await using var teams = new TeamsBench();
        var titles = Commands(Read()).Select(c => c["title"]!.GetValue<string>()).ToList();
        foreach (var (title, number) in titles.Select((t, i) => (t, i)))
        {
            await teams.SendAsync(TeamsActivities.Message(teams.ServiceUrl, teams.Now, title, id: $"170000000010{number}"));
            await teams.RunJobsAsync();
        }

        Assert.Equal(titles.Count, teams.Microsoft.Messages.Count);
        Assert.All(teams.Microsoft.Messages.Values, m => Assert.DoesNotContain("did not understand", m.ToJsonString(), StringComparison.Ordinal));
    }

    private static IEnumerable<JsonNode> Commands(JsonNode manifest) => manifest["bots"]![0]!["commandLists"]!.AsArray().SelectMany(l => l!["commands"]!.AsArray()).OfType<JsonNode>();

    private static JsonNode Read() => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "manifest.json")))!;

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpsAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return Path.Combine(folder, "docs", "teams");
    }
}
