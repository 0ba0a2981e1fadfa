using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Compat.Protocols.Json;

/// <summary>An error answer of a JSON protocol: Core's reading of it, and the body for the members Core does not know.</summary>
internal sealed record JsonServiceError(
    string Message, Exception Inner, ErrorType Type, string Code, string RequestId, HttpStatusCode Status, JsonElement Body)
{
    public static JsonServiceError Read(JsonUnmarshallerContext context, Exception inner, HttpStatusCode status)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        var (code, type) = QueryError(context) ?? (error.Code, error.Type);
        return new(error.Message, inner, type, code, error.RequestId, status, ParseOrNothing(context.GetResponseBodyBytes()));
    }

    /// <summary>What a service that once spoke the query protocol says beside the shape's name: <c>code;Sender</c>.</summary>
    private static (string Code, ErrorType Type)? QueryError(JsonUnmarshallerContext context) =>
        context.ResponseData.GetHeaderValue("x-amzn-query-error")?.Split(';') is [{ Length: > 0 } code, var type]
            ? (code, Enum.TryParse<ErrorType>(type, ignoreCase: true, out var known) ? known : ErrorType.Unknown)
            : null;

    private static JsonElement ParseOrNothing(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A proxy or load balancer answered, not the service: code and status are all there is.
            return default;
        }
    }
}
