using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Cli.Plugins;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>The app manifest of docs/slack.md says what the functions take, and asks for no more.</summary>
public sealed class SlackManifestTests
{
    private static readonly JsonObject Manifest = Read();

    [Fact]
    public void Urls_AreTheRoutesOfChatWebhooks() => Assert.Equal(
        Routes.Of(OperationCatalog.Default).Where(r => r.Function == FunctionNames.ChatWebhooks && r.Path.StartsWith("/slack/", StringComparison.Ordinal)).Select(r => r.Path).Order(StringComparer.Ordinal),
        new[]
        {
            Text(Manifest["features"]!["slash_commands"]![0]!["url"]),
            Text(Manifest["settings"]!["event_subscriptions"]!["request_url"]),
            Text(Manifest["settings"]!["interactivity"]!["request_url"]),
        }.Select(url => url["https://api.example.com/live".Length..]).Order(StringComparer.Ordinal));

    // Each scope with what is called or heard with it.
    [Fact]
    public void Scopes_AreTheLeast() => Assert.Equal(
        ["app_mentions:read" /* app_mention */, "assistant:write" /* setSuggestedPrompts */, "chat:write" /* chat.* */, "commands", "im:history" /* message.im */],
        Manifest["oauth_config"]!["scopes"]!["bot"]!.AsArray().Select(Text));

    [Fact]
    public void Events_AreThoseThatAreAnswered() => Assert.Equal(
        ["app_home_opened", "app_mention", "message.im"], Manifest["settings"]!["event_subscriptions"]!["bot_events"]!.AsArray().Select(Text));

    [Fact]
    public void Agent_IsOfTheKindThatSlackKeeps()
    {
        Assert.NotNull(Manifest["features"]!["agent_view"]);
        Assert.Null(Manifest["features"]!["assistant_view"]);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static JsonObject Read()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpsAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        var manifest = Regex.Match(File.ReadAllText(Path.Combine(folder, "docs", "slack.md")), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        return YamlJson.Read(manifest)!.AsObject();
    }
}
