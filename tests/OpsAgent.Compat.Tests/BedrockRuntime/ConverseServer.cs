using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.BedrockRuntime;

/// <summary>A server with documented responses of Bedrock's Converse, which moto does not have.</summary>
internal static class ConverseServer
{
    public const string ModelId = "global.amazon.nova-2-lite-v1:0";

    public const string TextAnswer =
        """
        {"metrics": {"latencyMs": 731},
         "output": {"message": {"content": [{"text": "checkout answers slowly since 02:40."}], "role": "assistant"}},
         "stopReason": "end_turn",
         "usage": {"cacheReadInputTokens": 4, "cacheWriteInputTokens": 0, "inputTokens": 812, "outputTokens": 41, "totalTokens": 853}}
        """;

    public const string ToolUse =
        """
        {"metrics": {"latencyMs": 912},
         "output": {"message": {"role": "assistant", "content": [
           {"text": "I look at the instance."},
           {"toolUse": {"toolUseId": "tooluse_1", "name": "get_ec2_status", "input": {"instance_id": "i-0a1b2c3d4e5f60718"}}}]}},
         "stopReason": "tool_use",
         "usage": {"inputTokens": 812, "outputTokens": 60, "totalTokens": 872}}
        """;

    public const string ParallelToolUse =
        """
        {"output": {"message": {"role": "assistant", "content": [
           {"toolUse": {"toolUseId": "tooluse_1", "name": "get_ec2_status", "input": {"instance_id": "i-0a1b2c3d4e5f60718"}}},
           {"toolUse": {"toolUseId": "tooluse_2", "name": "describe_alb_target_health", "input": {"alb_name": "web", "limits": {"most": 20, "share": 0.5, "bytes": 6000000000, "only": [true, "x", null]}}}}]}},
         "stopReason": "tool_use"}
        """;

    public static AmazonBedrockRuntimeClient At(FakeService service, int retries = 0) =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonBedrockRuntimeConfig>(service.Address, retries));

    public static ConverseRequest Ask(string modelId = ModelId) => new()
    {
        ModelId = modelId,
        Messages = [new Message { Role = ConversationRole.User, Content = [new ContentBlock { Text = "why is checkout slow?" }] }],
    };
}
