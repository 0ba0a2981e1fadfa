using System.Text.Json.Serialization;

namespace OpsAgent.Functions.ChatServices;

/// <summary>Jobs as they are handed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ChatJob))]
internal sealed partial class ChatJobJson : JsonSerializerContext;
