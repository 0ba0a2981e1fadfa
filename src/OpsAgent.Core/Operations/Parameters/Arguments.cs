using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>The parameters of one request after every rule has held: defaults filled in, text trimmed.</summary>
public sealed class Arguments(JsonElement values)
{
    /// <summary>A JSON object of the parameters that have a value.</summary>
    public JsonElement Values { get; } = values;

    public bool Has(string name) => Values.TryGetProperty(name, out _);

    public string? Text(string name) => Values.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>For a <see cref="TimeParameter"/>; null when it was not given.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is { } text && Timestamps.TryParse(text, out var moment) ? moment : null;

    /// <summary>For a parameter that is a list; empty when it was not given.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Values.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(i => i.GetString()!)] : [];

    /// <summary>For a required parameter, or one with a default.</summary>
    public string RequiredText(string name) => Values.GetProperty(name).GetString()!;

    /// <inheritdoc cref="RequiredText"/>
    public int RequiredInteger(string name) => Values.GetProperty(name).GetInt32();
}
