using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>One person's conversation with the bench.</summary>
internal sealed class Talk(Bench bench, UserId user)
{
    private string? _session;

    public async Task<Answer> SayAsync(string message, string? session = null)
    {
        var body = new JsonObject { ["message"] = message, ["user_context"] = new JsonObject { ["user_id"] = user.Value } };
        if ((session ?? _session) is { } id)
        {
            body["session_id"] = id;
        }

        var answer = await bench.SendAsync(Events.Post("/chat", body));
        _session = answer["session_id"] ?? _session;
        return answer;
    }

    public static string? Card(Answer answer, string member, int at = 0) =>
        JsonNode.Parse(answer["cards"]!)!.AsArray() is { } cards && at < cards.Count ? cards[at]![member]?.ToString() : null;
}
