using Amazon.BedrockRuntime.Model;
using Amazon.Compat.Protocols.RestJson;
using Amazon.Runtime.Internal;

namespace Amazon.BedrockRuntime;

/// <summary>One line per operation: where it is and how its answer is read.</summary>
internal static class BedrockRuntimeOperations
{
    private static readonly RestJsonService Service = new()
    {
        Name = "Amazon.BedrockRuntime",
        ApiVersion = AmazonBedrockRuntimeConfig.ApiVersion,
        Exception = BedrockRuntimeErrors.From,
        Unlabelled = static member => new AmazonBedrockRuntimeException($"Request object does not have required field {member} set"),
    };

    public static readonly InvokeOptions Converse = Service.Post<ConverseRequest, ConverseResponse>(
        "/model/{modelId}/converse", [new("modelId", nameof(ConverseRequest.ModelId), static request => request.ModelId)], ConverseResponse.Read);
}
