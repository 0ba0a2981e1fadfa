using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>Reads and writes a policy's JSON.</summary>
internal static class PolicyText
{
    // White space included: far more than a parameter holds.
    private const int MaxLength = 65_536;
    private const int MaxProblems = 20;
    private const int MaxProblemLength = 500;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static string Canonical(WritePolicy policy) => CanonicalJson.Text(JsonSerializer.SerializeToElement(policy, PolicyJson.Default.WritePolicy));

    public static Outcome<WritePolicy> Parse(string json, OperationCatalog catalog)
    {
        if (json.Length > MaxLength)
        {
            return Broken([string.Create(CultureInfo.InvariantCulture, $"it has {json.Length} characters, and a parameter holds {PolicyValidation.MaxBytes} bytes")]);
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // The latter two for half of a surrogate pair, as it is or escaped in a name.
            return Broken([$"it is no JSON: {e.Message}"]);
        }

        using (document)
        {
            if (!JsonConversions.IsReadable(document.RootElement))
            {
                return Broken(["it has half of a surrogate pair"]);
            }

            var problems = PolicyValidation.FindProblems(document.RootElement, catalog).Take(MaxProblems + 1).ToList();
            return problems.Count > 0 ? Broken(problems) : Normalized(document.Deserialize(PolicyJson.Default.WritePolicy)!);
        }
    }

    // Members that are not there are read as null, whatever they are initialized with. Addresses are compared as UserId writes them.
    private static WritePolicy Normalized(WritePolicy policy) => policy with
    {
        Rules = policy.Rules.IsDefault ? [] : policy.Rules,
        Groups = (policy.Groups ?? WritePolicy.None.Groups).ToImmutableSortedDictionary(g => g.Key, g => g.Value.Select(m => UserId.TryParse(m.Value)!.Value).ToImmutableArray(), StringComparer.Ordinal),
    };

    private static Refusal Broken(List<string> problems)
    {
        // They quote what they found.
        var shown = problems.Take(MaxProblems).Select(p => DisplayText.Of(p.Length <= MaxProblemLength ? p : $"{p[..MaxProblemLength]}..."))
            .Concat(problems.Count > MaxProblems ? ["and more"] : []).ToList();
        return new Refusal(
            ErrorCode.PolicyDenied,
            $"The policy in {ParameterNames.Policy} cannot be read, so nothing is changed: {string.Join("; ", shown)}. An administrator mends it with opsagent policy put.",
            new JsonObject { ["problems"] = JsonConversions.Array(shown) }.ToElement());
    }
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
[JsonSerializable(typeof(string))]
internal sealed partial class PolicyJson : JsonSerializerContext;
