using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.Documents;

using OpsAgent.Aws.Clients;
using OpsAgent.Chat.Model;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Model;

/// <summary>
/// <see cref="IChatModel"/> on Amazon Bedrock's Converse API. The SDK retries throttling and 5xx.
/// </summary>
/// <param name="modelId">A model id, an inference profile id or an ARN.</param>
public sealed class BedrockChatModel(AwsClients clients, string modelId) : IChatModel
{
    private const string Action = "bedrock:InvokeModel";

    public async Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var converseRequest = new ConverseRequest
        {
            ModelId = modelId,
            System = [new SystemContentBlock { Text = request.System }],
            Messages = [.. request.Messages.Select(m => new Message { Role = m.IsModel ? ConversationRole.Assistant : ConversationRole.User, Content = [.. m.Parts.Select(Block)] })],
            InferenceConfig = new InferenceConfiguration { MaxTokens = request.MaxTokens, Temperature = 0 },
            ToolConfig = new ToolConfiguration { Tools = [.. request.Tools.Select(ToolOf)] },
        };
        var answer = await AwsCall.RunAsync(Action, modelId, () => clients.Bedrock.ConverseAsync(converseRequest, cancellationToken));
        if (answer.Output?.Message?.Content is not { } content)
        {
            throw new AwsException(ErrorCode.AwsServiceError, Action, modelId, $"{modelId} answered without a message. Try again.");
        }

        return new ModelReply([.. content.Select(Part).OfType<ModelPart>()], StopOf(answer.StopReason), answer.Usage is { } usage ? usage.TotalTokens ?? (usage.InputTokens ?? 0) + (usage.OutputTokens ?? 0) : 0);
    }

    private static Tool ToolOf(ModelTool tool) => new()
    {
        ToolSpec = new ToolSpecification { Name = tool.Name, Description = tool.Description, InputSchema = new ToolInputSchema { Json = ToDocument(tool.Schema) } },
    };

    private static ContentBlock Block(ModelPart part) => part switch
    {
        ModelPart.Text text => new ContentBlock { Text = text.Content },
        // Bedrock accepts only an object as input, but a model may have written something else.
        ModelPart.Call call => new ContentBlock { ToolUse = new ToolUseBlock { ToolUseId = call.Id, Name = call.Tool, Input = call.Input.ValueKind is JsonValueKind.Object ? ToDocument(call.Input) : new Document(new Dictionary<string, Document>()) } },
        // As text, which every model accepts; not all support json content and status.
        ModelPart.Result result => new ContentBlock { ToolResult = new ToolResultBlock { ToolUseId = result.Id, Content = [new ToolResultContentBlock { Text = result.Content.GetRawText() }] } },
        _ => throw new InvalidOperationException($"{part.GetType().Name} is not a known part."),
    };

    private static ModelPart? Part(ContentBlock block) =>
        block.ToolUse is { } use ? new ModelPart.Call(use.ToolUseId ?? string.Empty, use.Name ?? string.Empty, ToJson(use.Input)?.ToElement() ?? default)
        : block.Text is { Length: > 0 } text ? new ModelPart.Text(text)
        : null;

    private static ModelStop StopOf(StopReason? reason) =>
        reason == StopReason.End_turn || reason == StopReason.Stop_sequence ? ModelStop.Finished
        : reason == StopReason.Tool_use ? ModelStop.Tools
        : ModelStop.Other;

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
}
