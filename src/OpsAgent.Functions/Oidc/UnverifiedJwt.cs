using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Oidc;

/// <summary>JOSE header and claims of a JWT, parsed strictly before the signature is verified.</summary>
internal sealed record UnverifiedJwt(JsonElement Header, JsonElement Payload)
{
    /// <summary>Characters. API Gateway's limit of all headers together is 10,240 bytes.</summary>
    public const int MaxLength = 8 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <returns>Null unless the text is three base64url parts of which the first two are JSON objects without duplicate names.</returns>
    public static UnverifiedJwt? TryParse(string token)
    {
        if (token.Length is 0 or > MaxLength || token.AsSpan().ContainsAnyExcept(Characters) || token.Split('.') is not [var header, var payload, _])
        {
            return null;
        }

        return DecodeObject(header) is { } joseHeader && DecodeObject(payload) is { } claims ? new UnverifiedJwt(joseHeader, claims) : null;
    }

    public string? HeaderParameter(string name) => Text(Header, name);

    public string? Claim(string name) => Text(Payload, name);

    /// <returns>A claim with one value, as text or as an array of one text; null otherwise.</returns>
    public string? SingleClaim(string name) =>
        Payload.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 1 && value[0].ValueKind is JsonValueKind.String
            ? value[0].GetString()
            : Claim(name);

    /// <returns>A claim's text, or the texts of an array of texts; empty where it is anything else.</returns>
    public IReadOnlyList<string> TextClaims(string name) =>
        !Payload.TryGetProperty(name, out var value) ? []
        : value.ValueKind is JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.String) ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
        : [];

    public bool HasClaim(string name) => Payload.TryGetProperty(name, out _);

    /// <returns>A NumericDate of RFC 7519; null where it is none.</returns>
    public DateTimeOffset? TimeClaim(string name) =>
        Payload.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? DecodeObject(string part)
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
