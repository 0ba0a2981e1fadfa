using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Oidc;

/// <summary>A signed token's header and payload, read strictly before any other parser sees them. Proves nothing.</summary>
internal sealed record JwtText(JsonElement Header, JsonElement Payload)
{
    /// <summary>Characters. API Gateway takes no more than 10,240 bytes of headers together.</summary>
    public const int MaxLength = 8 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <returns>Null when it is not three parts of base64url, the first two JSON objects without repeated names.</returns>
    public static JwtText? Read(string token)
    {
        if (token.Length is 0 or > MaxLength || token.AsSpan().ContainsAnyExcept(Characters) || token.Split('.') is not [var header, var payload, _])
        {
            return null;
        }

        return Object(header) is { } first && Object(payload) is { } second ? new JwtText(first, second) : null;
    }

    public string? Head(string name) => Text(Header, name);

    public string? Claim(string name) => Text(Payload, name);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Object(string part)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Options);
            return document.RootElement.ValueKind is JsonValueKind.Object && JsonConversions.IsReadable(document.RootElement) ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
