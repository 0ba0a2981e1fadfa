using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads the members of a request. Each method throws <see cref="ApiErrorException"/> with the error of the service: SerializationException for a wrong type, ValidationException for a value outside its constraints.</summary>
internal sealed class RequestFields(JsonObject body)
{
    private const int MaxEchoedLength = 1024;

    public string Required(string name, int maxLength = int.MaxValue) =>
        Optional(name, 1, maxLength) ?? throw ApiErrors.Validation($"Value null at '{name}' failed to satisfy constraint: Member must not be null");

    public string? Optional(string name, int minLength = 0, int maxLength = int.MaxValue)
    {
        if (body[name] is not { } node)
        {
            return null;
        }

        if (!node.IsString(out var text))
        {
            throw ApiErrors.Serialization(TypeError(node, "String"));
        }

        return text.Length < minLength ? throw LengthError(name, text, "greater", minLength)
            : text.Length > maxLength ? throw LengthError(name, text, "less", maxLength)
            : text;
    }

    public int? Integer(string name, int max)
    {
        if (body[name] is not { } node)
        {
            return null;
        }

        if (!node.IsWholeNumber(out var value))
        {
            throw ApiErrors.Serialization(TypeError(node, "Integer"));
        }

        return value < 0 ? throw ApiErrors.Validation($"Value '{value}' at '{name}' failed to satisfy constraint: Member must have value greater than or equal to 0")
            : value > max ? throw ApiErrors.Validation($"Value '{value}' at '{name}' failed to satisfy constraint: Member must have value less than or equal to {max}")
            : (int)value;
    }

    public bool? Boolean(string name) => body[name] is not { } node ? null
        : node.IsBoolean(out var flag) ? flag
        : throw ApiErrors.Serialization(TypeError(node, "Boolean"));

    public string? OneOf(string name, IReadOnlyList<string> values) => Optional(name) is not { } text ? null
        : values.Contains(text) ? text
        : throw ApiErrors.Validation(
            $"Value '{text}' at '{name}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", values)}]");

    /// <summary>A JSON object as text, or null.</summary>
    public string? Structure(string name) => body[name] is not { } node ? null
        : node is JsonObject ? node.ToJsonText()
        : throw ApiErrors.Serialization(TypeError(node, "Structure"));

    public JsonArray RequiredList(string name) =>
        List(name) ?? throw ApiErrors.Validation($"Value null at '{name}' failed to satisfy constraint: Member must not be null");

    public JsonArray? List(string name) => body[name] is not { } node ? null
        : node as JsonArray ?? throw ApiErrors.Serialization("Unexpected token: a list was expected");

    public bool Has(string name) => body[name] is not null;

    private static ApiErrorException LengthError(string name, string text, string direction, int limit) => ApiErrors.Validation(
        $"Value '{(text.Length > MaxEchoedLength ? text[..MaxEchoedLength] : text)}' at '{name}' failed to satisfy constraint: Member must have length {direction} than or equal to {limit}");

    private static string TypeError(JsonNode node, string expected) => node switch
    {
        JsonObject => "Start of structure or map found where not expected.",
        JsonArray => "Start of list found where not expected",
        _ => $"{(node.IsNumber() ? "NUMBER" : node.IsString(out _) ? "STRING" : "BOOLEAN")}_VALUE can not be converted to {expected}",
    };
}
