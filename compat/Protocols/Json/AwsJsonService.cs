using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Compat.Protocols.Json;

/// <summary>What a service that speaks awsJson 1.0 or 1.1 says about itself, once for all its operations.</summary>
internal sealed class AwsJsonService
{
    public required string Name { get; init; }

    /// <summary>With the point that ends it: <c>AWSStepFunctions.</c></summary>
    public required string TargetPrefix { get; init; }

    public required string ContentType { get; init; }

    public required string ApiVersion { get; init; }

    /// <summary>A service that once spoke the query protocol: asks for the codes it had there, which its errors keep.</summary>
    public bool QueryCompatible { get; init; }

    public required Func<JsonServiceError, AmazonServiceException> Exception { get; init; }

    /// <summary>How one operation is written and read; keep it, it serves every call.</summary>
    public InvokeOptions Operation<TResponse>(string name, Func<JsonElement, TResponse> read)
        where TResponse : AmazonWebServiceResponse, new() => new()
    {
        RequestMarshaller = new AwsJsonMarshaller(this, name),
        ResponseUnmarshaller = new JsonUnmarshaller<TResponse>(Exception, read),
    };
}
