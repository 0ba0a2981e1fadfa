using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Compat.Protocols.Query;

internal sealed class QueryMarshaller(QueryService service, string operation) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    /// <summary>Core makes the body and its content type from the parameters.</summary>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service.Name) { HttpMethod = "POST", ResourcePath = "/" };
        request.Parameters["Action"] = operation;
        request.Parameters["Version"] = service.ApiVersion;
        ((IQueryShape)input).Write(new QueryForm(request.Parameters));
        return request;
    }
}
