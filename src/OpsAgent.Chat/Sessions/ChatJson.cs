using System.Text.Json.Serialization;

using OpsAgent.Chat.Messages;

namespace OpsAgent.Chat.Sessions;

/// <summary>What stores keep of conversations and messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(ShownProposal))]
public sealed partial class ChatJson : JsonSerializerContext;
