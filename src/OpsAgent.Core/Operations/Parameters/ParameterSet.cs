using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>The parameters of an operation and the rules over them.</summary>
public sealed class ParameterSet(IReadOnlyList<Parameter> parameters, params IReadOnlyList<CombinationRule> rules)
{
    public IReadOnlyList<Parameter> All { get; } = parameters;

    public IReadOnlyList<CombinationRule> Rules { get; } = rules;

    /// <summary>Unknown names are refused, not passed over: a misspelt parameter must not be silently lost.</summary>
    public Outcome<Arguments> Validate(JsonElement given)
    {
        if (given.ValueKind is not JsonValueKind.Object)
        {
            return Invalid("parameters", "must be a JSON object", given);
        }

        if (!JsonConversions.IsReadable(given))
        {
            return Invalid("parameters", "must be valid Unicode text", null);
        }

        foreach (var member in given.EnumerateObject())
        {
            if (!All.Any(p => p.Name == member.Name))
            {
                return Invalid(member.Name, $"is not a parameter of this operation; it has {(All.Count == 0 ? "none" : string.Join(", ", All.Select(p => p.Name)))}", member.Value);
            }
        }

        var values = new JsonObject();
        foreach (var parameter in All)
        {
            if (given.TryGetProperty(parameter.Name, out var value) && !IsEmpty(value))
            {
                values[parameter.Name] = parameter.Read(value, out var broken);
                if (broken is not null)
                {
                    return Invalid(parameter.Name, broken, value);
                }
            }
            else if (parameter.Default is { } otherwise)
            {
                values[parameter.Name] = parameter.Read(JsonValue.Create(otherwise).ToElement(), out _);
            }
            else if (parameter.Required)
            {
                return Invalid(parameter.Name, $"is required: {parameter.Rule}", null);
            }
        }

        var arguments = new Arguments(values.ToElement());
        var violated = Rules.FirstOrDefault(r => !r.Holds(arguments));
        return violated is null ? arguments : Invalid(violated.Field, violated.Description, null);
    }

    // Forms send a field that was left empty as a blank.
    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));

    public static Refusal Invalid(string field, string rule, JsonElement? given)
    {
        // A caller's own words, in the wrong place perhaps a secret: they go into the answer and with it into the audit.
        var shown = given is { ValueKind: not JsonValueKind.Undefined } element ? Shown(field, element) : null;
        field = Sanitizer.Path(field);
        return new Refusal(
            ErrorCode.ValidationError,
            $"{field}: {rule}.",
            new JsonObject { ["field"] = field, ["rule"] = rule, ["given"] = shown }.ToElement());
    }

    // Cleaned as what it says and not as it is spelt: an escape inside a secret would hide it from the redactor.
    private static string Shown(string field, JsonElement given)
    {
        return SecretNames.IsSecret(field) ? Redactor.Redacted
            : given.ToNode() is { } value ? Sanitizer.Truncate(CanonicalJson.Text(Sanitizer.Json(new JsonArray(value))[0]!.ToElement()))
            : "null";
    }
}

/// <summary>A rule over several parameters, which a schema without oneOf cannot say.</summary>
/// <param name="Description">The rule for people, such as <c>exactly one of a or b</c>.</param>
/// <param name="Field">The parameter to name when it is broken.</param>
/// <param name="Holds">The rule for the machine.</param>
public sealed record CombinationRule(string Description, string Field, Func<Arguments, bool> Holds);
