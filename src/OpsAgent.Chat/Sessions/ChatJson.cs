using System.Text.Json.Serialization;

namespace OpsAgent.Chat.Sessions;

/// <summary>What stores keep of a conversation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Session))]
public sealed partial class ChatJson : JsonSerializerContext;
