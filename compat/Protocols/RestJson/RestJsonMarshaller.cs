using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Compat.Protocols.RestJson;

internal sealed class RestJsonMarshaller<TRequest>(RestJsonService service, string path, RestJsonLabel<TRequest>[] labels) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest, IJsonShape
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service.Name)
        {
            HttpMethod = "POST",
            ResourcePath = path,
            Content = JsonBody.Of((TRequest)input),
        };
        foreach (var label in labels)
        {
            // Core encodes it, as one segment, for the address and for the signature.
            var value = label.Value((TRequest)input);
            request.AddPathResource($"{{{label.Name}}}", string.IsNullOrEmpty(value) ? throw service.Unlabelled(label.Member) : value);
        }

        request.Headers["Content-Type"] = "application/json";
        request.Headers["x-amz-api-version"] = service.ApiVersion;
        return request;
    }
}
