using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>One of a few words, in any case; kept as it is spelt here.</summary>
public sealed class ChoiceParameter(string name, string description, params IReadOnlyList<string> allowed) : Parameter(name, description)
{
    public IReadOnlyList<string> Allowed { get; } = allowed;

    /// <summary>Finds the word that another spelling stands for, or null.</summary>
    public Func<string, IReadOnlyList<string>, string?>? Synonym { get; init; }

    public string? DefaultValue { get; init; }

    public override string? Default => DefaultValue;

    public override string Rule => $"one of {string.Join(", ", Allowed)}";

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "string", ["enum"] = JsonConversions.Array(Allowed) };
        if (DefaultValue is not null)
        {
            schema["default"] = DefaultValue;
        }

        return schema;
    }

    internal override JsonNode? Read(JsonElement given, out string? broken)
    {
        var text = given.ValueKind is JsonValueKind.String ? given.GetString()!.Trim() : null;
        var found = text is null ? null : Allowed.FirstOrDefault(a => string.Equals(a, text, StringComparison.OrdinalIgnoreCase)) ?? Synonym?.Invoke(text, Allowed);
        broken = found is null ? Rule : null;
        return found;
    }
}
