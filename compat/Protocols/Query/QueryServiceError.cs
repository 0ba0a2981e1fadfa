using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Compat.Protocols.Query;

/// <summary>An error answer of the query protocol, as Core reads it.</summary>
internal sealed record QueryServiceError(
    string Message, Exception Inner, ErrorType Type, string Code, string RequestId, HttpStatusCode Status)
{
    public static QueryServiceError Read(XmlUnmarshallerContext context, Exception inner, HttpStatusCode status)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        return new(error.Message, inner, error.Type, error.Code, error.RequestId, status);
    }
}
