using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Compat.Protocols.Json;

internal sealed class AwsJsonMarshaller(AwsJsonService service, string operation) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service.Name)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonBody.Of((IJsonShape)input),
        };
        request.Headers["X-Amz-Target"] = service.TargetPrefix + operation;
        request.Headers["Content-Type"] = service.ContentType;
        request.Headers["x-amz-api-version"] = service.ApiVersion;
        if (service.QueryCompatible)
        {
            request.Headers["x-amzn-query-mode"] = "true";
        }

        return request;
    }
}
