using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime.Model;

public partial class TokenUsage
{
    public int? CacheReadInputTokens { get; set; }

    public int? CacheWriteInputTokens { get; set; }

    public int? InputTokens { get; set; }

    public int? OutputTokens { get; set; }

    public int? TotalTokens { get; set; }

    internal static TokenUsage Read(JsonElement json) => new()
    {
        CacheReadInputTokens = json.Int("cacheReadInputTokens"),
        CacheWriteInputTokens = json.Int("cacheWriteInputTokens"),
        InputTokens = json.Int("inputTokens"),
        OutputTokens = json.Int("outputTokens"),
        TotalTokens = json.Int("totalTokens"),
    };
}
