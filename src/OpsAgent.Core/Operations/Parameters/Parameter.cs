using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>One parameter with every rule it has. Its subclasses are the types that a chat plugin's form can show.</summary>
public abstract class Parameter(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public bool Required { get; init; }

    /// <summary>A value that passes, for help and documentation.</summary>
    public string? Example { get; init; }

    /// <summary>The value when none is given, or null. Goes through the same rules.</summary>
    public virtual string? Default => null;

    /// <summary>The rule in words, such as <c>10 to 500 characters</c>.</summary>
    public abstract string Rule { get; }

    /// <returns>The parameter as a JSON Schema (draft 4 and OpenAPI 3.0 alike).</returns>
    public abstract JsonObject Schema();

    /// <returns>The value as it is kept, or null with the broken rule in words.</returns>
    internal abstract JsonNode? Read(JsonElement given, out string? broken);
}
