using System.Net;
using System.Text.Json;

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

using OpsAgent.Aws.Clients.Rest;

namespace OpsAgent.Aws.Model;

/// <summary>GetFoundationModel of Amazon Bedrock, of the package AWSSDK.Bedrock that nothing else needs.</summary>
internal sealed class FoundationModelsClient : RestClient
{
    private static readonly InvokeOptions Get = new() { RequestMarshaller = new Marshaller(), ResponseUnmarshaller = new Unmarshaller() };

    public FoundationModelsClient(RestClientConfig config)
        : base(config)
    {
    }

    public FoundationModelsClient(AWSCredentials credentials, RestClientConfig config)
        : base(credentials, config)
    {
    }

    public static RestClientConfig NewConfig() => new("Bedrock", "bedrock", "2023-04-20");

    public Task<FoundationModelResponse> GetFoundationModelAsync(FoundationModelRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<FoundationModelResponse>(request, Get, cancellationToken);

    private sealed class Marshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = new DefaultRequest(input, "Amazon.Bedrock") { HttpMethod = "GET", ResourcePath = "/foundation-models/{modelIdentifier}" };
            request.AddPathResource("{modelIdentifier}", ((FoundationModelRequest)input).ModelId);
            return request;
        }
    }

    private sealed class Unmarshaller : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
        {
            using var json = JsonDocument.Parse(context.Stream);
            var lifecycle = json.RootElement.GetProperty("modelDetails").GetProperty("modelLifecycle");
            return new FoundationModelResponse
            {
                Status = lifecycle.GetProperty("status").GetString() ?? string.Empty,
                LegacyTime = Time(lifecycle, "legacyTime"),
                EndOfLifeTime = Time(lifecycle, "endOfLifeTime"),
            };
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(context.Stream);
            var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
            return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
        }

        private static DateTimeOffset? Time(JsonElement lifecycle, string name) =>
            lifecycle.TryGetProperty(name, out var time) && time.ValueKind is JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : null;
    }
}

internal sealed class FoundationModelRequest(string modelId) : AmazonWebServiceRequest
{
    public string ModelId => modelId;
}

internal sealed class FoundationModelResponse : AmazonWebServiceResponse
{
    /// <summary><c>ACTIVE</c> or <c>LEGACY</c>.</summary>
    public string Status { get; init; } = string.Empty;

    public DateTimeOffset? LegacyTime { get; init; }

    public DateTimeOffset? EndOfLifeTime { get; init; }
}
