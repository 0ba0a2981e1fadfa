using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsAgent.Local.SimulatedCloud;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(CloudFile))]
internal sealed partial class CloudJson : JsonSerializerContext;
