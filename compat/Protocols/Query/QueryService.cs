using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Compat.Protocols.Query;

/// <summary>What a service that takes forms and answers XML says about itself, once for all its operations.</summary>
internal sealed class QueryService
{
    public required string Name { get; init; }

    public required string ApiVersion { get; init; }

    public required Func<QueryServiceError, AmazonServiceException> Exception { get; init; }

    /// <summary>How one operation is written and read; keep it, it serves every call.</summary>
    public InvokeOptions Operation<TResponse>(string name, Func<XElement, TResponse> read)
        where TResponse : AmazonWebServiceResponse, new() => new()
    {
        RequestMarshaller = new QueryMarshaller(this, name),
        ResponseUnmarshaller = new QueryUnmarshaller<TResponse>(this, name, read),
    };
}
