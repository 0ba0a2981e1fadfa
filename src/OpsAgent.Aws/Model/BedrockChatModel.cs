using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.Documents;

using OpsAgent.Aws.Clients;
using OpsAgent.Chat.Model;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Model;

/// <summary>
/// <see cref="IChatModel"/> on Amazon Bedrock's Converse API. The SDK retries throttling and 5xx. The system prompt and the tools
/// are cached where the model can; where Bedrock refuses the cache points, the request is sent once more and the process does
/// without them from then on.
/// </summary>
/// <param name="modelId">A model id, an inference profile id or an ARN.</param>
/// <param name="temperature">Null for the model's own: some models refuse any.</param>
public sealed partial class BedrockChatModel(AwsClients clients, string modelId, float? temperature = null) : IChatModel
{
    private const string Action = "bedrock:InvokeModel";

    [Flags]
    private enum CachePlaces
    {
        None = 0,
        System = 1,
        Tools = 2,
    }

    private CachePlaces _cached = CacheableIn(modelId);

    public async Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var cached = _cached;
        try
        {
            return await AskAsync(request, cached, cancellationToken);
        }
        catch (AwsException e) when (cached is not CachePlaces.None && BedrockFailures.IsOfCaching(e))
        {
            _cached = CachePlaces.None;
        }
        catch (AwsException e)
        {
            throw BedrockFailures.ToModelException(e);
        }

        try
        {
            return await AskAsync(request, CachePlaces.None, cancellationToken);
        }
        catch (AwsException e)
        {
            throw BedrockFailures.ToModelException(e);
        }
    }

    private async Task<ModelReply> AskAsync(ModelRequest request, CachePlaces cached, CancellationToken cancellationToken)
    {
        var converseRequest = new ConverseRequest
        {
            ModelId = modelId,
            System = [new SystemContentBlock { Text = request.System }],
            Messages = [.. request.Messages.Select(m => new Message { Role = m.IsModel ? ConversationRole.Assistant : ConversationRole.User, Content = [.. m.Parts.Select(Block)] })],
            InferenceConfig = new InferenceConfiguration { MaxTokens = request.MaxTokens, Temperature = temperature },
            ToolConfig = new ToolConfiguration { Tools = [.. request.Tools.Select(ToolOf)] },
        };
        if (cached.HasFlag(CachePlaces.System))
        {
            converseRequest.System.Add(new SystemContentBlock { CachePoint = new CachePointBlock { Type = CachePointType.Default } });
        }

        if (cached.HasFlag(CachePlaces.Tools))
        {
            converseRequest.ToolConfig.Tools.Add(new Tool { CachePoint = new CachePointBlock { Type = CachePointType.Default } });
        }

        var answer = await AwsCall.RunAsync(Action, modelId, () => clients.Bedrock.ConverseAsync(converseRequest, cancellationToken));
        return answer.Output?.Message?.Content is { } content
            ? new ModelReply([.. content.Select(Part).OfType<ModelPart>()], StopOf(answer.StopReason), TokensOf(answer.Usage))
            : throw new ModelException(ModelFailure.NoAnswer, $"{modelId} answered without a message");
    }

    // Claude caches both, Nova the system prompt alone. What an application's profile routes to, the answer tells.
    private static CachePlaces CacheableIn(string id) =>
        id.Contains("anthropic.claude", StringComparison.Ordinal) || id.Contains(":application-inference-profile/", StringComparison.Ordinal) ? CachePlaces.System | CachePlaces.Tools
        : id.Contains("amazon.nova", StringComparison.Ordinal) ? CachePlaces.System
        : CachePlaces.None;

    private static int TokensOf(TokenUsage? usage) => usage is null ? 0
        : usage.TotalTokens ?? (usage.InputTokens ?? 0) + (usage.OutputTokens ?? 0) + (usage.CacheReadInputTokens ?? 0) + (usage.CacheWriteInputTokens ?? 0);

    private static Tool ToolOf(ModelTool tool) => new()
    {
        ToolSpec = new ToolSpecification { Name = tool.Name, Description = tool.Description, InputSchema = new ToolInputSchema { Json = ToDocument(tool.Schema) } },
    };

    private static ContentBlock Block(ModelPart part) => part switch
    {
        ModelPart.Text text => new ContentBlock { Text = text.Content },
        // Bedrock accepts only a tool's name and an object as input, but a model may have written something else.
        ModelPart.Call call => new ContentBlock { ToolUse = new ToolUseBlock { ToolUseId = call.Id, Name = ToolName().IsMatch(call.Tool) ? call.Tool : "unknown", Input = call.Input.ValueKind is JsonValueKind.Object ? ToDocument(call.Input) : new Document(new Dictionary<string, Document>()) } },
        // As text, which every model accepts; not all support json content and status.
        ModelPart.Result result => new ContentBlock { ToolResult = new ToolResultBlock { ToolUseId = result.Id, Content = [new ToolResultContentBlock { Text = result.Content.GetRawText() }] } },
        _ => throw new InvalidOperationException($"{part.GetType().Name} is not a known part."),
    };

    private static ModelPart? Part(ContentBlock block) =>
        block.ToolUse is { } use ? new ModelPart.Call(use.ToolUseId ?? string.Empty, use.Name ?? string.Empty, ToJson(use.Input)?.ToElement() ?? default)
        // A blank text, as some stand before a call, Bedrock refuses to have back.
        : !string.IsNullOrWhiteSpace(block.Text) ? new ModelPart.Text(block.Text)
        : null;

    private static ModelStop StopOf(StopReason? reason) =>
        reason == StopReason.End_turn || reason == StopReason.Stop_sequence ? ModelStop.Finished
        : reason == StopReason.Tool_use ? ModelStop.Tools
        : reason?.Value switch
        {
            "max_tokens" => ModelStop.CutOff,
            "model_context_window_exceeded" => ModelStop.TooLong,
            _ => ModelStop.Other,
        };

    private static Document ToDocument(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new Document(json.EnumerateObject().ToDictionary(m => m.Name, m => ToDocument(m.Value))),
        JsonValueKind.Array => new Document(json.EnumerateArray().Select(ToDocument).ToList()),
        JsonValueKind.String => new Document(json.GetString()),
        JsonValueKind.Number when json.TryGetInt32(out var number) => new Document(number),
        JsonValueKind.Number => new Document(json.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => new Document(json.GetBoolean()),
        _ => default,
    };

    private static JsonNode? ToJson(Document document) =>
        document.IsDictionary() ? new JsonObject(document.AsDictionary().Select(m => KeyValuePair.Create(m.Key, ToJson(m.Value))))
        : document.IsList() ? new JsonArray([.. document.AsList().Select(ToJson)])
        : document.IsString() ? document.AsString()
        : document.IsInt() ? document.AsInt()
        : document.IsLong() ? document.AsLong()
        : document.IsDouble() ? document.AsDouble()
        : document.IsBool() ? document.AsBool()
        : null;

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();
}
