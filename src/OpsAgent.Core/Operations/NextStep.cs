using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>What to look at next: a diagnostic with parameters that it takes, or a proposal.</summary>
/// <param name="Operation">The diagnostic's name; <c>get_proposal</c> of a proposal.</param>
/// <param name="Parameters">Its parameters; those that have a default may be absent.</param>
/// <param name="Say">The same as a sentence for the chat; null where no sentence says it.</param>
public sealed record NextStep(string Operation, ImmutableSortedDictionary<string, string> Parameters, string? Say)
{
    internal static NextStep ToProposal(string id) =>
        new("get_proposal", ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("proposal_id", id), $"status of {id}");

    /// <returns>Null where the operation would refuse the parameters: that is nothing to go on with.</returns>
    internal static NextStep? To(Operation operation, string? say, params IReadOnlyList<(string Name, string Value)> parameters)
    {
        var given = new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value)));
        return operation.Parameters.Validate(given.ToElement()).Succeeded(out _, out _)
            ? new NextStep(operation.Name, parameters.ToImmutableSortedDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal), say)
            : null;
    }
}
