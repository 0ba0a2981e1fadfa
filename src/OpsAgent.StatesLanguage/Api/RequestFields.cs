using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads the members of a request and refuses wrong ones as the service does.</summary>
internal sealed class RequestFields(JsonObject body)
{
    private const int MaxEchoedLength = 1024;

    public string Required(string name, int most = int.MaxValue) =>
        Optional(name, 1, most) ?? throw Refusals.Validation($"Value null at '{name}' failed to satisfy constraint: Member must not be null");

    public string? Optional(string name, int least = 0, int most = int.MaxValue)
    {
        if (body[name] is not { } node)
        {
            return null;
        }

        if (!node.IsString(out var text))
        {
            throw Refusals.Serialization(Unexpected(node, "String"));
        }

        return text.Length < least ? throw Length(name, text, "greater", least)
            : text.Length > most ? throw Length(name, text, "less", most)
            : text;
    }

    public int? Whole(string name, int most)
    {
        if (body[name] is not { } node)
        {
            return null;
        }

        if (!node.IsWholeNumber(out var value))
        {
            throw Refusals.Serialization(Unexpected(node, "Integer"));
        }

        return value < 0 ? throw Refusals.Validation($"Value '{value}' at '{name}' failed to satisfy constraint: Member must have value greater than or equal to 0")
            : value > most ? throw Refusals.Validation($"Value '{value}' at '{name}' failed to satisfy constraint: Member must have value less than or equal to {most}")
            : (int)value;
    }

    public bool? Flag(string name) => body[name] is not { } node ? null
        : node.IsBoolean(out var flag) ? flag
        : throw Refusals.Serialization(Unexpected(node, "Boolean"));

    public string? OneOf(string name, IReadOnlyList<string> values) => Optional(name) is not { } text ? null
        : values.Contains(text) ? text
        : throw Refusals.Validation(
            $"Value '{text}' at '{name}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", values)}]");

    /// <summary>A structure as JSON text, or null.</summary>
    public string? Structure(string name) => body[name] is not { } node ? null
        : node is JsonObject ? node.ToJsonText()
        : throw Refusals.Serialization(Unexpected(node, "Structure"));

    public bool Has(string name) => body[name] is not null;

    private static RefusalException Length(string name, string text, string direction, int limit) => Refusals.Validation(
        $"Value '{(text.Length > MaxEchoedLength ? text[..MaxEchoedLength] : text)}' at '{name}' failed to satisfy constraint: Member must have length {direction} than or equal to {limit}");

    private static string Unexpected(JsonNode node, string wanted) => node switch
    {
        JsonObject => "Start of structure or map found where not expected.",
        JsonArray => "Start of list found where not expected",
        _ => $"{(node.IsNumber() ? "NUMBER" : node.IsString(out _) ? "STRING" : "BOOLEAN")}_VALUE can not be converted to {wanted}",
    };
}
