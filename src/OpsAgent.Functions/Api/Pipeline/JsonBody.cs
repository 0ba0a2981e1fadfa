using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>Reads what a request gives: a POST's body or a GET's query, strictly, and bounded before it is parsed.</summary>
internal static class JsonBody
{
    /// <summary>Bytes. A longest valid request is a tenth of it.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxQueryParameters = 50;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    public static Outcome<JsonElement> Read(APIGatewayProxyRequest request) =>
        Headers.Repeated(request) is { } header ? ParameterSet.Invalid(header, "is a header that may be sent once", null)
        : RepeatedParameter(request) is { } parameter ? ParameterSet.Invalid(parameter, "is given more than once", null)
        : request.HttpMethod == "GET" ? Query(request)
        : OddParameter(request) is { } odd ? ParameterSet.Invalid(odd, "is given in the query; a POST gives its parameters in the body", null)
        : Body(request);

    private static string? RepeatedParameter(APIGatewayProxyRequest request) =>
        request.MultiValueQueryStringParameters?.FirstOrDefault(p => p.Value is { Count: > 1 }).Key;

    // What a POST gives in its query would be passed over in silence, all but the name of the user.
    private static string? OddParameter(APIGatewayProxyRequest request) =>
        request.QueryStringParameters?.Keys.FirstOrDefault(name => name != RequestUser.Flat);

    private static Outcome<JsonElement> Query(APIGatewayProxyRequest request)
    {
        if (!string.IsNullOrEmpty(request.Body))
        {
            return ParameterSet.Invalid("body", "must not be sent with a GET, whose parameters are in its query", null);
        }

        var members = request.QueryStringParameters ?? new Dictionary<string, string>();
        return members.Count > MaxQueryParameters
            ? ParameterSet.Invalid("query", $"has more than {MaxQueryParameters} parameters", null)
            : new JsonObject(members.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))).ToElement();
    }

    private static Outcome<JsonElement> Body(APIGatewayProxyRequest request)
    {
        if (!IsJson(Headers.Find(request, "Content-Type")) || Headers.Find(request, "Content-Encoding") is not (null or "identity"))
        {
            return new Refusal(ErrorCode.UnsupportedMediaType, "Send the body as application/json in UTF-8, not compressed.");
        }

        var body = request.Body ?? string.Empty;
        if (body.Length > MaxBytes * 2)
        {
            return TooLarge;
        }

        try
        {
            var bytes = request.IsBase64Encoded ? Convert.FromBase64String(body) : Strict.GetBytes(body);
            return bytes.Length > MaxBytes ? TooLarge : Parse(bytes);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return NotJson;
        }
    }

    private static Outcome<JsonElement> Parse(byte[] bytes)
    {
        // Decoding says whether it is UTF-8: the parser alone would pass over what stands in strings.
        using var document = JsonDocument.Parse(Strict.GetString(bytes), Options);
        var root = document.RootElement;
        return root.ValueKind is not JsonValueKind.Object ? new Refusal(ErrorCode.NotJson, "The body must be a JSON object.")
            : !JsonConversions.IsReadable(root) ? NotJson
            : BodyRules.Validate(root) is { } fault ? fault
            : root.Clone();
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        && type.Parameters.Where(p => string.Equals(p.Name, "charset", StringComparison.OrdinalIgnoreCase))
            .All(p => string.Equals(p.Value?.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    private static Refusal NotJson { get; } = new(ErrorCode.NotJson, "The body is not valid JSON in UTF-8 of at most 16 levels.");

    private static Refusal TooLarge => new(ErrorCode.PayloadTooLarge, $"The body is larger than {MaxBytes} bytes.");
}
