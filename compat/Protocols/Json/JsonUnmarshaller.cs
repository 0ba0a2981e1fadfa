using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Compat.Protocols.Json;

/// <summary>Reads the answers of every JSON protocol: they differ in the request only.</summary>
internal sealed class JsonUnmarshaller<TResponse>(Func<JsonServiceError, AmazonServiceException> exception, Func<JsonElement, TResponse> read) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        // Not context.IsEmptyResponse: it does not know that a chunked answer is empty.
        var buffer = new MemoryStream();
        context.Stream.CopyTo(buffer);
        if (buffer.Length == 0)
        {
            return new TResponse();
        }

        using var body = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return read(body.RootElement);
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode) =>
        exception(JsonServiceError.Read(context, innerException, statusCode));
}
