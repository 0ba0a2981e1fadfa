using System.Net;

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace OpsAgent.Aws.Clients.Lambda;

/// <param name="function">Its name or ARN.</param>
/// <param name="payload">The event, JSON.</param>
internal sealed class InvocationRequest(string function, byte[] payload) : AmazonWebServiceRequest
{
    public string Function => function;

    public byte[] Payload => payload;

    /// <summary>Whether Lambda only accepts it and runs it afterwards.</summary>
    public bool IsEvent { get; init; }
}

internal sealed class InvocationResponse : AmazonWebServiceResponse
{
    /// <summary>What the function answered, JSON; of a failure, its error.</summary>
    public byte[] Payload { get; init; } = [];

    /// <summary>Whether the function failed, and not the service.</summary>
    public bool IsFunctionError { get; init; }
}

internal sealed class InvocationMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var invocation = (InvocationRequest)input;
        var request = new DefaultRequest(input, "Amazon.Lambda") { HttpMethod = "POST", ResourcePath = "/2015-03-31/functions/{FunctionName}/invocations", Content = invocation.Payload };
        request.AddPathResource("{FunctionName}", invocation.Function);
        request.Headers["Content-Type"] = "application/json";
        request.Headers["X-Amz-Invocation-Type"] = invocation.IsEvent ? "Event" : "RequestResponse";
        return request;
    }
}

internal sealed class InvocationUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        using var payload = new MemoryStream();
        context.Stream.CopyTo(payload);
        return new InvocationResponse { Payload = payload.ToArray(), IsFunctionError = context.ResponseData.IsHeaderPresent("X-Amz-Function-Error") };
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }
}
