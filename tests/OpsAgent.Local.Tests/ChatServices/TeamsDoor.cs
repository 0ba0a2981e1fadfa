using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>Microsoft's side over HTTP, and the people in Teams: they write, press buttons, and see what stands there.</summary>
internal sealed class TeamsDoor : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private int _activities;

    public FakeTeams Teams { get; } = new();

    public static string PeopleEntries =>
        $"{TeamsActivities.AccountOf(TeamsActivities.LeadId)}={LocalUsers.Lead},{TeamsActivities.AccountOf(TeamsActivities.EngineerId)}={LocalUsers.Engineer},{TeamsActivities.AccountOf(TeamsActivities.ViewerId)}={LocalUsers.Viewer}";

    /// <summary>Where the host finds Microsoft's side.</summary>
    public TeamsAddresses Addresses => new()
    {
        OpenIdMetadata = Teams.Metadata,
        TokenEndpoint = _ => Teams.TokenEndpoint,
        Connector = new Uri(Teams.ServiceUrl),
        IsConnector = url => url.AbsoluteUri.StartsWith(Teams.Address, StringComparison.Ordinal),
    };

    public void Configure(SqliteParameterStore parameters)
    {
        parameters.SetDefault(ParameterNames.Teams, new JsonObject
        {
            ["app_id"] = FakeTeams.AppId, ["tenant_id"] = FakeTeams.TenantId, ["approval_conversation"] = FakeTeams.ApprovalConversation, ["service_url"] = Teams.ServiceUrl,
        }.ToJsonString());
        parameters.SetDefault(ParameterNames.TeamsClientSecret, FakeTeams.Secret);
        parameters.SetDefault(ParameterNames.TeamsWebhookSecret, FakeTeams.WebhookSecret);
    }

    public async Task SayAsync(LocalAgent agent, string text) => Assert.Equal((200, string.Empty), await SendAsync(agent, TeamsActivities.Message(Teams.ServiceUrl, agent.Time.GetUtcNow(), text, id: NextId())));

    /// <returns>What who pressed it is shown: a sentence, or a card in place of the one with the button.</returns>
    public async Task<string> PressAsync(LocalAgent agent, string user, TeamsMessageSeen message, string verb)
    {
        var press = TeamsActivities.Press(Teams.ServiceUrl, agent.Time.GetUtcNow(), verb, message.Buttons[verb], user, NextId(), message.Id);
        var (status, body) = await SendAsync(agent, press);
        var answer = JsonNode.Parse(body)!;
        Assert.Equal((200, 200), (status, answer["statusCode"]!.GetValue<int>()));
        return answer["type"]!.GetValue<string>().EndsWith(".message", StringComparison.Ordinal) ? answer["value"]!.GetValue<string>() : answer["value"]!.ToJsonString();
    }

    /// <summary>Sends an activity that an outgoing webhook signed.</summary>
    public Task<(int Status, string Body)> HookAsync(LocalAgent agent, JsonObject activity)
    {
        activity["id"] = NextId();
        var body = activity.ToJsonString();
        return SendAsync(agent, body, FakeTeams.Hmac(body));
    }

    /// <summary>Drives the clock until a message of the conversation shows the text.</summary>
    public async Task<TeamsMessageSeen> UntilAsync(LocalAgent agent, string conversation, string text)
    {
        // What needs no clock first: a job that is under way has only seconds of it.
        for (var looks = 0; looks < 3000; looks++)
        {
            if (In(conversation).FirstOrDefault(m => m.Shows(text)) is { } found)
            {
                return found;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
            if (looks > 150)
            {
                agent.Time.Advance(TimeSpan.FromMilliseconds(200));
            }
        }

        throw new TimeoutException($"{conversation} does not show \"{text}\" but {string.Join('\n', In(conversation).Select(m => m.Card.ToJsonString()))}");
    }

    public IReadOnlyList<TeamsMessageSeen> In(string conversation) =>
        [.. Teams.Messages.Where(m => m.Key.Conversation == conversation).OrderBy(m => m.Key.Id, StringComparer.Ordinal).Select(m => new TeamsMessageSeen(m.Key.Id, m.Value["attachments"]![0]!["content"]!))];

    public async ValueTask DisposeAsync()
    {
        await Teams.DisposeAsync();
        _client.Dispose();
    }

    private string NextId() => $"1795403{Interlocked.Increment(ref _activities):d6}";

    private Task<(int Status, string Body)> SendAsync(LocalAgent agent, JsonObject activity) =>
        SendAsync(agent, activity.ToJsonString(), $"Bearer {Teams.Token(agent.Time.GetUtcNow())}");

    private async Task<(int Status, string Body)> SendAsync(LocalAgent agent, string body, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agent.Host.Url, "/teams/messages")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await agent.PatientlyAsync(_client.SendAsync(request, TestContext.Current.CancellationToken));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>A message of a conversation in Teams, as it stands now.</summary>
internal sealed record TeamsMessageSeen(string Id, JsonNode Card)
{
    /// <summary>The data of its buttons, by verb.</summary>
    public IReadOnlyDictionary<string, JsonObject> Buttons => Nodes(Card)
        .OfType<JsonObject>()
        .Where(n => n["type"]?.GetValueKind() is System.Text.Json.JsonValueKind.String && n["type"]!.GetValue<string>() == "Action.Execute")
        .ToDictionary(n => n["verb"]!.GetValue<string>(), n => n["data"]!.DeepClone().AsObject());

    public bool Shows(string text) => Nodes(Card).OfType<JsonValue>().Any(v => v.TryGetValue(out string? shown) && shown.Replace("\\", string.Empty, StringComparison.Ordinal).Contains(text, StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        null => [],
        JsonObject members => members.SelectMany(m => Nodes(m.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Nodes),
        _ => [node],
    };
}
