using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ConfigurationChanges;

/// <summary>What a change of the policy's parameter changes: rules and groups, by name and members.</summary>
/// <param name="Details">For the audit.</param>
/// <param name="Text">For the administrators.</param>
internal sealed record PolicyChange(JsonObject Details, string Text)
{
    private const int MaxLines = 40;

    // EventBridge tells the moment in whole seconds.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    /// <returns>Null where it cannot be told, or the change is of something else.</returns>
    public static async Task<PolicyChange?> ReadAsync(
        ConfigurationChange change, string prefix, IParameterHistory? history, OperationCatalog catalog, Action<string> log, CancellationToken cancellationToken)
    {
        if (change.IsStack || change.Name != prefix + ParameterNames.Policy["/opsagent".Length..])
        {
            return null;
        }

        if (change.What == "Delete")
        {
            return new PolicyChange(new JsonObject { ["removed"] = true }, "There is no policy any more: nothing holds for writes beyond the deployment's parameters.");
        }

        try
        {
            return history is null ? null : Find(change, await history.ReadAsync(ParameterNames.Policy, cancellationToken), catalog);
        }
        catch (AwsException e)
        {
            // The change is told all the same.
            log(e.Message);
            return null;
        }
    }

    private static PolicyChange? Find(ConfigurationChange change, IReadOnlyList<ParameterVersion> versions, OperationCatalog catalog)
    {
        // The event names no version: the one that was put at its moment, the later of two.
        var (version, index) = versions.Select((v, i) => (v, i)).OrderBy(v => (v.v.At - change.At).Duration()).ThenByDescending(v => v.i).FirstOrDefault();
        if (version is null || (version.At - change.At).Duration() > Tolerance)
        {
            return null;
        }

        if (!WritePolicy.Parse(version.Value, catalog).Succeeded(out var after, out var broken))
        {
            return new PolicyChange(
                new JsonObject { ["broken"] = broken.Details?.GetProperty("problems").ToNode() },
                $"Every write is refused now. {broken.Message}");
        }

        if (index == 0)
        {
            return Between(WritePolicy.None, after, change.What == "Create" ? "It is the first policy." : "What it was before is not kept any more. It has:");
        }

        return WritePolicy.Parse(versions[index - 1].Value, catalog).Succeeded(out var before, out _)
            ? Between(before, after, string.Empty)
            : Between(WritePolicy.None, after, "The policy before it could not be read, so that every write was refused; now it can. It has:");
    }

    private static PolicyChange Between(WritePolicy before, WritePolicy after, string first)
    {
        var changes = PolicyChanges.Between(before, after);
        var lines = changes.Lines();
        ImmutableArray<string> shown =
        [
            .. first.Length > 0 ? [first] : Array.Empty<string>(),
            .. lines.Take(MaxLines),
            .. lines.Length > MaxLines ? [$"And {lines.Length - MaxLines} more."] : Array.Empty<string>(),
            .. changes.IsEmpty ? ["No rule and no group is other than before."] : Array.Empty<string>(),
        ];
        var details = (JsonObject)changes.ToElement().ToNode()!;
        (details["before"], details["after"]) = (before.Hash(), after.Hash());
        return new PolicyChange(details, string.Join(' ', shown));
    }
}
