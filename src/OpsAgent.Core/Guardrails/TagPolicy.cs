using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails;

/// <summary>Which tags say that OpsAgent may change a resource.</summary>
public sealed class TagPolicy(params IReadOnlyList<RequiredTag> required)
{
    public const string CriticalityLevel = "CriticalityLevel";

    public IReadOnlyList<RequiredTag> Required { get; } = required;

    /// <param name="environment">The value that the Environment tag must have.</param>
    public static TagPolicy Standard(string environment) => new(
        new RequiredTag("OpsAgentManaged", "true"),
        new RequiredTag("Environment", environment),
        new RequiredTag(CriticalityLevel, "high", "critical"));

    /// <returns>Null when the target carries every required tag; else what is missing and the command that adds it.</returns>
    public Refusal? Check(WriteOperation operation, TargetState target)
    {
        var missing = Required.Where(t => !t.HeldBy(target.Tags)).ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var command = operation.TaggingCommand(target.Target, [.. missing.Select(t => KeyValuePair.Create(t.Key, t.Values[0]))]);
        var details = new JsonObject
        {
            ["resource"] = target.Target.Arn,
            ["required"] = new JsonObject(Required.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)string.Join('|', t.Values)))),
            ["found"] = new JsonObject(Required.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)target.Tags.GetValueOrDefault(t.Key)))),
            ["how_to_fix"] = command,
        };
        return new Refusal(
            ErrorCode.TagValidationFailed,
            $"Tag validation failed: {target.Target.Display()} needs {string.Join(", ", missing)}. "
            + $"If OpsAgent may manage it, add the tag and propose again: {command}",
            details.ToElement());
    }
}
