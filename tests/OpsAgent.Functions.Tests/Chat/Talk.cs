using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>One person's conversation with the bench.</summary>
internal sealed class Talk(Bench bench, UserId user)
{
    private string? _session;

    private string? _draft;

    public async Task<Answer> SayAsync(string message, string? session = null) => Take(await bench.SendAsync(Event("message", message, session)));

    /// <summary>Presses the button of a draft's card; null for the last one that was shown.</summary>
    public async Task<Answer> ConfirmAsync(string? draft = null, string? session = null) => Take(await bench.SendAsync(ConfirmEvent(draft, session)));

    /// <summary>Presses "Propose again" of a proposal's card.</summary>
    public async Task<Answer> AgainAsync(string proposal) => Take(await bench.SendAsync(Event("again", proposal, null)));

    /// <summary>Says it and presses the button of the draft that comes of it.</summary>
    public async Task<Answer> DoAsync(string message)
    {
        Assert.Equal("draft", Card(await SayAsync(message), "kind"));
        return await ConfirmAsync();
    }

    public JsonObject ConfirmEvent(string? draft = null, string? session = null) => Event("confirm", draft ?? _draft!, session);

    private JsonObject Event(string member, string value, string? session)
    {
        var body = new JsonObject { [member] = value, ["user_context"] = new JsonObject { ["user_id"] = user.Value } };
        if ((session ?? _session) is { } id)
        {
            body["session_id"] = id;
        }

        return Events.Post("/chat", body);
    }

    private Answer Take(Answer answer)
    {
        _session = answer["session_id"] ?? _session;
        _draft = answer["cards"] is { } cards && JsonNode.Parse(cards)!.AsArray().LastOrDefault()?["draft_id"]?.GetValue<string>() is { } draft ? draft : _draft;
        return answer;
    }

    public static string? Card(Answer answer, string member, int at = 0) =>
        JsonNode.Parse(answer["cards"]!)!.AsArray() is { } cards && at < cards.Count ? cards[at]![member]?.ToString() : null;
}
