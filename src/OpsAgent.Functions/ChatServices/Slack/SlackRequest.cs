using System.Collections.Specialized;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// A body of Slack's, in whichever of its forms: a slash command (form fields), an interaction (the form field <c>payload</c>) or
/// an event (JSON). Nothing of it is to be believed before its signature is checked.
/// </summary>
internal sealed class SlackRequest
{
    /// <summary>The form that decides, and the input in it.</summary>
    public const string DecisionForm = "opsagent_decide";
    public const string ReasonInput = "reason";

    // The year 2100.
    private const long MaxUnixSeconds = 4102444800;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private SlackRequest(string type, JsonElement content) => (Type, Content) = (type, content);

    /// <summary><c>command</c>, <c>ssl_check</c>, or the type that Slack's JSON has: <c>event_callback</c>, <c>block_actions</c>, <c>view_submission</c>, ...</summary>
    public string Type { get; }

    /// <summary>The fields of a command, or Slack's JSON.</summary>
    public JsonElement Content { get; }

    /// <summary>The event of an <c>event_callback</c>; of anything else not an object.</summary>
    public JsonElement Event => Type == "event_callback" ? Content.Member("event") : default;

    public JsonElement View => Content.Member("view");

    public string? AppId => Content.Text("api_app_id");

    /// <summary>
    /// Where the app is installed whose request it is: a workspace, an organisation, or both. In a shared channel that is not
    /// where the request began.
    /// </summary>
    public IEnumerable<string> InstalledIn()
    {
        var authorization = Type == "event_callback" && Content.Member("authorizations") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 ? all[0] : default;
        string?[] ids =
        [
            View.Text("app_installed_team_id") ?? Content.Member("team").Text("id") ?? authorization.Text("team_id") ?? Content.Text("team_id"),
            Content.Member("enterprise").Text("id") ?? authorization.Text("enterprise_id") ?? Content.Text("enterprise_id") ?? Content.Member("team").Text("enterprise_id"),
        ];
        return ids.OfType<string>();
    }

    /// <summary>Who sent it, by their own workspace and not by the channel's; null where it does not say.</summary>
    public ChatAccount? Account => Type switch
    {
        "command" => ChatAccount.Slack(Content.Text("team_id"), Content.Text("user_id")),
        "event_callback" => ChatAccount.Slack(
            Event.Text("user_team") ?? Event.Text("source_team") ?? Event.Text("team") ?? (Content.Member("is_ext_shared_channel").ValueKind is JsonValueKind.True ? null : Content.Text("team_id")),
            Event.Text("user") ?? Event.Member("assistant_thread").Text("user_id")),
        _ => ChatAccount.Slack(Content.Member("user").Text("team_id"), Content.Member("user").Text("id")),
    };

    /// <summary>Slack's id of who sent it, in whichever workspace; null where it does not say.</summary>
    public string? UserId => Account?.Value.Split(':')[^1];

    /// <summary>Whether the event is of something that the app itself did.</summary>
    public bool IsOwn => Content.Member("authorizations") is { ValueKind: JsonValueKind.Array } all
        && all.EnumerateArray().Any(a => a.Member("is_bot").ValueKind is JsonValueKind.True && a.Text("user_id") is { } bot && bot == Event.Text("user"));

    /// <summary>When the event happened, which is the same in each of its deliveries; null where it does not say.</summary>
    public DateTimeOffset? EventTime => Content.Member("event_time") is { ValueKind: JsonValueKind.Number } seconds
        && seconds.TryGetInt64(out var at) && at is >= 0 and <= MaxUnixSeconds ? DateTimeOffset.FromUnixTimeSeconds(at) : null;

    /// <summary>What it decides: only our own form does, by what it was opened with. Null for anything else.</summary>
    public RequestedDecision? Decision =>
        Type == "view_submission" && View.Text("callback_id") == DecisionForm
        && View.Text("id") is { Length: > 0 } view && DecisionButton.TryParse(View.Text("private_metadata")) is { } button
            ? new RequestedDecision(button.Action, button.ProposalId, button.PlanHash, $"slack {view} {View.Text("hash")}")
            : null;

    /// <summary>What was typed into the form that decides, or null.</summary>
    public string? Reason => View.Member("state").Member("values").Member(ReasonInput).Member(ReasonInput).Text("value");

    /// <summary>The only action of <c>block_actions</c>, else not an object.</summary>
    public JsonElement Action =>
        Type == "block_actions" && Content.Member("actions") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() == 1 ? all[0] : default;

    /// <summary>Where it came from, as far as it says: channel, thread and the message that a button stands on.</summary>
    public (string? Channel, string? Thread, string? Message) Origin => Type == "block_actions"
        ? (Content.Member("container").Text("channel_id") ?? Content.Member("channel").Text("id"),
            Content.Member("container").Text("thread_ts") ?? Content.Member("message").Text("thread_ts"),
            Content.Member("container").Text("message_ts"))
        : (Event.Text("channel") ?? Event.Member("assistant_thread").Text("channel_id"), Event.Text("thread_ts") ?? Event.Member("assistant_thread").Text("thread_ts"), null);

    /// <returns>Null for what no form of Slack's is.</returns>
    public static SlackRequest? Read(string body)
    {
        if (body.StartsWith('{'))
        {
            return OfJson(Parse(body));
        }

        var form = HttpUtility.ParseQueryString(body);
        if (Array.Exists(form.AllKeys, k => k is null || form.GetValues(k)!.Length != 1))
        {
            return null;
        }

        return form["payload"] is { } payload ? (form.Count == 1 ? OfJson(Parse(payload)) : null)
            : form["command"] is not null ? new SlackRequest("command", Fields(form))
            : form["ssl_check"] == "1" ? new SlackRequest("ssl_check", Fields(form))
            : null;
    }

    /// <returns>Not an object where it is no JSON that can be read whole.</returns>
    internal static JsonElement Parse(string? text)
    {
        try
        {
            using var document = JsonDocument.Parse(text ?? string.Empty, Options);
            return JsonConversions.IsReadable(document.RootElement) ? document.RootElement.Clone() : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static SlackRequest? OfJson(JsonElement content) => content.Text("type") is { } type ? new SlackRequest(type, content) : null;

    private static JsonElement Fields(NameValueCollection form) =>
        new JsonObject(form.AllKeys.Select(k => KeyValuePair.Create(k!, (JsonNode?)form[k]))).ToElement();
}
