using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// A button of a proposal's message: <c>{"d":"approve|deny|withdraw","p":"proposal id","h":"plan hash, 8 hex"}</c>. The form that
/// it opens keeps the same with <c>"m":"channel:ts"</c>, the message that it stands on. Says what was shown and grants nothing.
/// </summary>
/// <param name="Message">Null of a button.</param>
internal sealed partial record DecisionButton(string Action, string ProposalId, string PlanHash, string? Message = null)
{
    private const int MaxMessageLength = 60;

    /// <returns>Null for anything else.</returns>
    public static DecisionButton? TryParse(string? text)
    {
        if (SlackRequest.Parse(text) is not { ValueKind: JsonValueKind.Object } json
            || json.Text("d") is not ("approve" or "deny" or "withdraw")
            || Core.Approvals.ProposalId.TryParse(json.Text("p")) is not { } id
            || json.Text("h")?.ToLowerInvariant() is not { } hash
            || !ShortHash().IsMatch(hash))
        {
            return null;
        }

        return new DecisionButton(json.Text("d")!, id.Value, hash, json.Text("m") is { Length: <= MaxMessageLength } message ? message : null);
    }

    public string ToJson()
    {
        var json = new JsonObject { ["d"] = Action, ["p"] = ProposalId, ["h"] = PlanHash };
        if (Message is not null)
        {
            json["m"] = Message;
        }

        return json.ToJsonString();
    }

    [GeneratedRegex(@"^[0-9a-f]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortHash();
}
