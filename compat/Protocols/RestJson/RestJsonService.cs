using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Compat.Protocols.RestJson;

/// <summary>What a service that speaks restJson 1 says about itself, once for all its operations.</summary>
internal sealed class RestJsonService
{
    public required string Name { get; init; }

    public required string ApiVersion { get; init; }

    public required Func<JsonServiceError, AmazonServiceException> Exception { get; init; }

    /// <summary>What is thrown for a label's member that is not set: without it the request has no address.</summary>
    public required Func<string, AmazonServiceException> Unlabelled { get; init; }

    /// <summary>How one operation is written and read; keep it, it serves every call.</summary>
    public InvokeOptions Post<TRequest, TResponse>(string path, RestJsonLabel<TRequest>[] labels, Func<JsonElement, TResponse> read)
        where TRequest : AmazonWebServiceRequest, IJsonShape
        where TResponse : AmazonWebServiceResponse, new() => new()
    {
        RequestMarshaller = new RestJsonMarshaller<TRequest>(this, path, labels),
        ResponseUnmarshaller = new JsonUnmarshaller<TResponse>(Exception, read),
    };
}
