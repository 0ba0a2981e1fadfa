using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>Reads and writes a policy's JSON.</summary>
internal static class PolicyText
{
    public static string Hash(WritePolicy policy) => CanonicalJson.Hash(JsonSerializer.SerializeToElement(policy, PolicyJson.Default.WritePolicy));

    public static Outcome<WritePolicy> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PolicyJson.Default.WritePolicy) is { } policy ? policy : Broken("it is null");
        }
        catch (JsonException e)
        {
            return Broken(e.Message);
        }
    }

    private static Refusal Broken(string what) => new(
        ErrorCode.PolicyDenied,
        $"The policy in {ParameterNames.Policy} cannot be read, so nothing is changed: {what}. An administrator mends it with opsagent policy put.");
}

/// <summary>A policy's JSON, strict: what it does not know is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WritePolicy))]
internal sealed partial class PolicyJson : JsonSerializerContext;
