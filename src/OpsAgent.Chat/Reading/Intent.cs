using System.Text.Json;

using OpsAgent.Chat.Sessions;

namespace OpsAgent.Chat.Reading;

/// <summary>What a message asks for; closed. Made from the message and what was shown before, never by a model.</summary>
public abstract record Intent
{
    private Intent()
    {
    }

    /// <summary>To run a diagnostic.</summary>
    /// <param name="Operation">Its wire name.</param>
    /// <param name="Parameters">A JSON object; not validated yet.</param>
    /// <param name="Lead">What to say before the answer, or null.</param>
    public sealed record Run(string Operation, JsonElement Parameters, string? Lead = null) : Intent;

    /// <summary>To show a draft of a change, a record or a post. Nothing else of what a message says leads to one.</summary>
    /// <param name="Operation">The operation's wire name.</param>
    /// <param name="Parameters">A JSON object; not validated yet. Where <paramref name="Relative"/> stands, without the number.</param>
    /// <param name="Relative">How the number is worked out from what is there, or null.</param>
    /// <param name="Notes">What the person must know of how it was read, a sentence each.</param>
    public sealed record MakeDraft(string Operation, JsonElement Parameters, RelativeNumber? Relative = null, IReadOnlyList<string>? Notes = null) : Intent;

    /// <summary>To carry out the draft that was just shown.</summary>
    public sealed record ConfirmDraft : Intent;

    /// <summary>To forget the draft that was shown, and what was asked back.</summary>
    public sealed record DropDraft : Intent;

    /// <summary>To see one proposal.</summary>
    /// <param name="Lead">What to say before it, or null.</param>
    public sealed record ShowProposal(string ProposalId, string? Lead = null) : Intent;

    /// <summary>To see what waits for a decision.</summary>
    /// <param name="Lead">What to say before it, or null.</param>
    public sealed record ListPending(string? Lead = null) : Intent;

    public sealed record Help : Intent;

    /// <summary>Only words to say: a question back, or that nothing was done.</summary>
    /// <param name="Question">What the next message may complete, or null.</param>
    public sealed record Reply(string Text, OpenQuestion? Question = null) : Intent;

    /// <summary>Nothing that is known.</summary>
    public sealed record Unknown : Intent;
}

/// <summary>A number that was said as a change of what is there.</summary>
/// <param name="Parameter">The parameter that takes the result.</param>
/// <param name="Factor">What the number that is there is multiplied with.</param>
/// <param name="Addend">What is added to that.</param>
/// <param name="Said">In the person's words, as in <c>double</c> or <c>two more</c>.</param>
public sealed record RelativeNumber(string Parameter, decimal Factor, int Addend, string Said);
