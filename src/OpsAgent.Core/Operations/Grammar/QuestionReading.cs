using System.Text.Json.Nodes;

namespace OpsAgent.Core.Operations.Grammar;

/// <summary>What an operation's own reader made of a question; closed.</summary>
public abstract record QuestionReading
{
    private QuestionReading()
    {
    }

    /// <param name="Parameters">Not validated yet.</param>
    /// <param name="Lead">What to say before the answer, or null.</param>
    public sealed record Run(JsonObject Parameters, string? Lead = null) : QuestionReading;

    /// <summary>A question back, or why there is no answer.</summary>
    /// <param name="Known">What was understood; kept for the next message only when <paramref name="Missing"/> says what would complete it.</param>
    public sealed record Ask(string Text, JsonObject? Known = null, string? Missing = null) : QuestionReading;
}
