using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Chat;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// The form that a button of a proposal opens: what will happen, for whoever has to answer for it, and the submit that decides. It
/// has none where the person may not decide so.
/// </summary>
internal static class DecisionView
{
    // Slack takes 100 blocks, 3000 characters of text, ten fields of 2000 characters each; the rest is for escapes.
    private const int MaxTextLength = 2900;
    private const int MaxFieldLength = 900;
    private const int MaxLines = 20;
    private const int MaxFields = 10;

    // As the parameter "reason" of a denial.
    private const int MinReason = 3;
    private const int MaxReason = 500;

    /// <param name="button">With the message that it stands on.</param>
    public static JsonObject Of(ProposalView proposal, DecisionButton button, ExecutionMode mode, SlackSettings? settings)
    {
        var mayDecide = proposal.Decisions.Contains(button.Action) && proposal.PlanHash.StartsWith(button.PlanHash, StringComparison.Ordinal) && proposal.RiskLevel != "high";
        var blocks = new List<JsonObject> { Plain(proposal.ActionSummary) };
        blocks.AddRange(Fields(proposal, mode).Chunk(MaxFields).Select(f => new JsonObject { ["type"] = "section", ["fields"] = new JsonArray([.. f.Select(t => (JsonNode)PlainText(t, MaxFieldLength))]) }));
        blocks.AddRange(Listed("Before and after", Changes(proposal)));
        blocks.AddRange(Listed("Why it is risky", proposal.RiskReasons ?? []));
        blocks.AddRange(Listed("What else to know", proposal.Plan?.Notes ?? []));
        blocks.AddRange(Listed("To undo it", proposal.Plan?.Undo is { } undo ? [undo] : []));
        if (!mayDecide)
        {
            blocks.Add(new JsonObject { ["type"] = "divider" });
            blocks.Add(Plain(WhyNot(proposal, button)));
            blocks.AddRange(proposal.Status == "pending" ? Console(proposal, settings) : []);
        }
        else if (button.Action != "approve")
        {
            blocks.Add(ReasonInput());
        }

        var view = View($"{Verb(button)} a change", blocks, mayDecide ? "Cancel" : "Close");
        view["callback_id"] = SlackRequest.DecisionForm;
        view["private_metadata"] = button.ToJson();
        if (mayDecide)
        {
            view["submit"] = PlainText(Verb(button), MaxFieldLength);
        }

        return view;
    }

    /// <summary>A form that only says something.</summary>
    public static JsonObject Saying(string text) => View("OpsAgent", [Plain(text)], "Close");

    private static JsonObject View(string title, IEnumerable<JsonObject> blocks, string close) => new()
    {
        ["type"] = "modal",
        ["title"] = PlainText(title, MaxFieldLength),
        ["close"] = PlainText(close, MaxFieldLength),
        ["blocks"] = new JsonArray([.. blocks]),
    };

    private static string Verb(DecisionButton button) => button.Action switch { "approve" => "Approve", "deny" => "Deny", _ => "Withdraw" };

    private static IEnumerable<string> Fields(ProposalView proposal, ExecutionMode mode)
    {
        var target = proposal.Plan?.Target;
        (string Name, string? Value)[] all =
        [
            ("Target", target is null ? null : target.Name is { } name ? $"{name} ({target.Id})" : target.Id),
            ("Account and Region", target?.Arn.Split(':') is [_, _, _, var region, var account, ..] ? $"{account}, {region}" : null),
            ("Requested by", proposal.RequestedBy),
            ("Reason", proposal.Reason),
            ("Risk", proposal.RiskLevel),
            ("Approvals", proposal.ApprovalsNeeded is { } needed ? $"{proposal.ApprovedBy.Count} of {needed}{string.Concat(proposal.ApprovedBy.Select(a => $"\n{a}"))}" : null),
            ("Plan", new PlanHash(proposal.PlanHash).Short),
            ("Open until", proposal.ExpiresAt is { } end ? Timestamps.Display(end) : null),
            ("Mode", WireName.Of(mode)),
        ];
        return all.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => $"{f.Name}\n{f.Value}");
    }

    private static IEnumerable<string> Changes(ProposalView proposal) => proposal.Plan is { } plan
        ? plan.After.Select(a => $"{a.Key}: {(plan.Before.TryGetValue(a.Key, out var before) ? $"{before} \u2192 {a.Value}" : a.Value)}")
            .Concat(plan.Before.Where(b => !plan.After.ContainsKey(b.Key)).Select(b => $"{b.Key}: {b.Value}"))
        : [];

    private static IEnumerable<JsonObject> Listed(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var shown = all.Take(MaxLines).Append(all.Count > MaxLines ? $"and {all.Count - MaxLines} more, at the console" : null).OfType<string>();
        return all.Count == 0 ? [] : [Plain($"{title}\n{string.Join('\n', shown.Select(l => $"\u2022 {l}"))}")];
    }

    private static string WhyNot(ProposalView proposal, DecisionButton button) => proposal switch
    {
        { Status: not "pending" } => proposal.Message ?? $"It is {proposal.Status}: a decision is made once.",
        _ when !proposal.PlanHash.StartsWith(button.PlanHash, StringComparison.Ordinal) => "The button was shown with another plan, so nothing can be decided by it.",
        { RiskLevel: "high" } => "This change is of high risk, so a person decides at the console.",
        _ => button.Action switch
        {
            "withdraw" => "Only the person who proposed a change may withdraw it. As an approver you may deny it instead.",
            "deny" => proposal.WhyNot ?? "You may not deny this change.",
            _ => proposal.WhyNot ?? "You may not approve this change.",
        },
    };

    private static IEnumerable<JsonObject> Console(ProposalView proposal, SlackSettings? settings)
    {
        var path = ProposalId.ConsolePath(proposal.ProposalId);
        yield return settings?.ConsolePageOf(path) is not { } page ? Plain($"The console's page of it: {path}") : new JsonObject
        {
            ["type"] = "actions",
            ["elements"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = SlackActions.Open, ["text"] = PlainText("Open the console", MaxFieldLength), ["url"] = page }),
        };
    }

    private static JsonObject ReasonInput() => new()
    {
        ["type"] = "input",
        ["block_id"] = SlackRequest.ReasonInput,
        ["label"] = PlainText("Why, for the requester and the audit", MaxFieldLength),
        ["element"] = new JsonObject
        {
            ["type"] = "plain_text_input",
            ["action_id"] = SlackRequest.ReasonInput,
            ["multiline"] = true,
            ["min_length"] = MinReason,
            ["max_length"] = MaxReason,
        },
    };

    private static JsonObject Plain(string text) => new() { ["type"] = "section", ["text"] = PlainText(text, MaxTextLength) };

    private static JsonObject PlainText(string text, int most)
    {
        // Escapes make it longer; what is cut is the text and never an escape.
        var escaped = SlackText.Plain(text);
        for (var length = most; escaped.Length > most; length -= length / 4)
        {
            escaped = SlackText.Plain($"{DisplayText.Of(text[..Math.Min(length, text.Length)], lines: true)}...");
        }

        return new JsonObject { ["type"] = "plain_text", ["text"] = escaped.Length == 0 ? "-" : escaped, ["emoji"] = false };
    }
}
