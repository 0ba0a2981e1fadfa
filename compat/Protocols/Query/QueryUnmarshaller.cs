using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Compat.Protocols.Query;

internal sealed class QueryUnmarshaller<TResponse>(QueryService service, string operation, Func<XElement, TResponse> read) : XmlResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };

    /// <summary>What cannot be read surfaces as the reader's own error: Core wraps only those of the JSON protocols.</summary>
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
    {
        using var reader = XmlReader.Create(context.Stream, Settings);
        var body = XElement.Load(reader);
        var response = body.Structure(operation + "Result", read) ?? new TResponse();
        response.ResponseMetadata = body.Structure(nameof(ResponseMetadata), static xml => new ResponseMetadata { RequestId = xml.Text("RequestId") });
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode) =>
        service.Exception(QueryServiceError.Read(context, innerException, statusCode));
}
