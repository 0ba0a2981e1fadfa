using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Core;

namespace OpsAgent.Functions.Api;

/// <summary>Reads a request's body: strictly, and bounded before it is parsed.</summary>
internal static class JsonBody
{
    /// <summary>Bytes. A longest valid request is a tenth of it.</summary>
    public const int MostBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static Outcome<JsonElement> Read(APIGatewayProxyRequest request) =>
        request.HttpMethod == "GET" ? Query(request) : Body(request);

    private static Outcome<JsonElement> Query(APIGatewayProxyRequest request)
    {
        var repeated = request.MultiValueQueryStringParameters?.FirstOrDefault(p => p.Value.Count > 1).Key;
        if (repeated is not null)
        {
            return OpsAgent.Core.Operations.ParameterSet.Invalid(repeated, "is given more than once", null);
        }

        var members = request.QueryStringParameters ?? new Dictionary<string, string>();
        return new JsonObject(members.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))).Freeze();
    }

    private static Outcome<JsonElement> Body(APIGatewayProxyRequest request)
    {
        var mediaType = Headers.Find(request, "Content-Type")?.Split(';')[0].Trim();
        if (!string.Equals(mediaType, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(ErrorCode.UnsupportedMediaType, "Send the body as application/json.");
        }

        var body = request.Body ?? string.Empty;
        if (body.Length > MostBytes * 2)
        {
            return TooLarge;
        }

        try
        {
            var bytes = request.IsBase64Encoded ? Convert.FromBase64String(body) : Strict.GetBytes(body);
            if (bytes.Length > MostBytes)
            {
                return TooLarge;
            }

            using var document = JsonDocument.Parse(Strict.GetString(bytes), Options);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return new Refusal(ErrorCode.NotJson, "The body must be a JSON object.");
            }

            return JsonFacts.IsReadable(document.RootElement) ? document.RootElement.Clone() : NotJson;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a name, met while looking for repeated ones.
            return NotJson;
        }
    }

    private static Refusal NotJson { get; } =
        new(ErrorCode.NotJson, "The body is not valid JSON in UTF-8, at most 16 levels deep and without repeated names.");

    private static Refusal TooLarge => new(ErrorCode.PayloadTooLarge, $"The body is larger than {MostBytes} bytes.");
}
