using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Slack;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>Slack's requests to a local host, signed as Slack signs them.</summary>
internal sealed class SlackDoor : IDisposable
{
    public const string Team = "T024BE7LD";
    public const string Engineer = "U0ENGINEER";
    public const string Lead = "U0LEAD0001";
    public const string Approvals = "C0APPROVALS";

    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    private readonly HttpClient _client = new();
    private int _forms;

    public static string PeopleEntries => $"slack:{Team}:{Lead}={LocalUsers.Lead},slack:{Team}:{Engineer}={LocalUsers.Engineer}";

    public static void Configure(SqliteParameterStore parameters)
    {
        parameters.SetDefault(ParameterNames.Slack, $$"""{"app_id":"A0OPSAGENT","team_ids":["{{Team}}"],"approval_channel":"{{Approvals}}"}""");
        parameters.SetDefault(ParameterNames.SlackSigningSecret, Secret);
        parameters.SetDefault(ParameterNames.SlackBotToken, FakeSlack.BotToken);
    }

    /// <returns>The answer, which is JSON or empty.</returns>
    public Task<string> InteractAsync(LocalAgent agent, JsonObject payload, string user)
    {
        payload["api_app_id"] = "A0OPSAGENT";
        payload["team"] = new JsonObject { ["id"] = Team };
        payload["user"] = new JsonObject { ["id"] = user, ["team_id"] = Team };
        return SendAsync(agent, "/slack/interactions", "application/x-www-form-urlencoded", $"payload={Uri.EscapeDataString(payload.ToJsonString())}");
    }

    /// <summary>Submits the form that the button of a decision opens.</summary>
    public Task<string> SubmitAsync(LocalAgent agent, string user, string verb, string proposalId, string planHash) => InteractAsync(
        agent,
        new JsonObject
        {
            ["type"] = "view_submission",
            ["view"] = new JsonObject
            {
                ["id"] = $"V{++_forms:d7}",
                ["hash"] = "1.a",
                ["callback_id"] = "opsagent_decide",
                ["private_metadata"] = new JsonObject { ["d"] = verb, ["p"] = proposalId, ["h"] = planHash }.ToJsonString(),
                ["state"] = new JsonObject { ["values"] = new JsonObject() },
            },
        },
        user);

    public async Task<string> SendAsync(LocalAgent agent, string path, string type, string body)
    {
        var timestamp = agent.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agent.Host.Url, path)) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")))}");
        using var response = await agent.PatientlyAsync(_client.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
