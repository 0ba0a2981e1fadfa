using System.Text.Json;

using OpsAgent.Chat.Sessions;

namespace OpsAgent.Chat.Reading;

/// <summary>What a message asks for; closed. Made from the message and what was shown before, never by a model.</summary>
public abstract record Intent
{
    private Intent()
    {
    }

    /// <summary>To run an operation: a diagnostic, a proposal, a record or a post.</summary>
    /// <param name="Operation">Its wire name.</param>
    /// <param name="Parameters">A JSON object; not validated yet.</param>
    /// <param name="Lead">What to say before the answer, or null.</param>
    public sealed record Run(string Operation, JsonElement Parameters, string? Lead = null) : Intent;

    /// <summary>To see one proposal.</summary>
    /// <param name="Lead">What to say before it, or null.</param>
    public sealed record ShowProposal(string ProposalId, string? Lead = null) : Intent;

    /// <summary>To see what waits for a decision.</summary>
    /// <param name="Lead">What to say before it, or null.</param>
    public sealed record ListPending(string? Lead = null) : Intent;

    public sealed record Help : Intent;

    /// <summary>Only words to say: a question back, or that nothing was done.</summary>
    /// <param name="Draft">What the next message may complete, or null.</param>
    public sealed record Reply(string Text, Draft? Draft = null) : Intent;

    /// <summary>Nothing that is known.</summary>
    public sealed record Unknown : Intent;
}
