using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Api.Pipeline;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignedRequest))]
internal sealed partial class SignedRequestJson : JsonSerializerContext;
