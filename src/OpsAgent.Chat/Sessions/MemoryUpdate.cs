using System.Text.Json;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Sessions;

/// <summary>What is remembered of something that was done: from what was asked and what AWS answered, never from words of a model.</summary>
public static class MemoryUpdate
{
    /// <summary>After a diagnostic: "it" is what it was about, where that is one thing.</summary>
    /// <param name="operation">The diagnostic's wire name.</param>
    /// <param name="parameters">As they were given, a JSON object.</param>
    public static Memory AfterDiagnostic(Memory memory, string operation, JsonElement parameters, OperationAnswer answer) => memory with
    {
        LastDiagnostic = new LastDiagnostic(operation, parameters),
        Summary = answer.Summary,
        Focus = answer.Subject,
    };
}
