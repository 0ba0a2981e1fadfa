using System.Text.Json.Serialization;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>Our own JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TeamsSettings))]
internal sealed partial class TeamsJson : JsonSerializerContext;

/// <summary>The Bot Connector's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TeamsActivity))]
internal sealed partial class TeamsActivityJson : JsonSerializerContext;
