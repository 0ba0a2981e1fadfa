using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;

namespace OpsAgent.Core.Operations;

/// <summary>The parameters of an operation and the rules over them.</summary>
public sealed class ParameterSet(IReadOnlyList<Parameter> parameters, params IReadOnlyList<CombinationRule> rules)
{
    private const int ShownCharacters = 100;

    public IReadOnlyList<Parameter> All { get; } = parameters;

    public IReadOnlyList<CombinationRule> Rules { get; } = rules;

    /// <summary>Unknown names are refused, not passed over: a misspelt parameter must not be silently lost.</summary>
    public Outcome<Arguments> Validate(JsonElement given)
    {
        if (given.ValueKind is not JsonValueKind.Object)
        {
            return Invalid("parameters", "must be a JSON object", given);
        }

        if (!JsonFacts.IsReadable(given))
        {
            return Invalid("parameters", "must be valid Unicode text", null);
        }

        foreach (var member in given.EnumerateObject())
        {
            if (!All.Any(p => p.Name == member.Name))
            {
                return Invalid(member.Name, $"is not a parameter of this operation; it has {string.Join(", ", All.Select(p => p.Name))}", member.Value);
            }
        }

        var values = new JsonObject();
        foreach (var parameter in All)
        {
            if (given.TryGetProperty(parameter.Name, out var value) && value.ValueKind is not JsonValueKind.Null)
            {
                values[parameter.Name] = parameter.Read(value, out var broken);
                if (broken is not null)
                {
                    return Invalid(parameter.Name, broken, value);
                }
            }
            else if (parameter.Default is { } otherwise)
            {
                values[parameter.Name] = parameter.Read(JsonValue.Create(otherwise).Freeze(), out _);
            }
            else if (parameter.Required)
            {
                return Invalid(parameter.Name, $"is required: {parameter.Rule}", null);
            }
        }

        var arguments = new Arguments(values.Freeze());
        var violated = Rules.FirstOrDefault(r => !r.Holds(arguments));
        return violated is null ? arguments : Invalid(violated.Field, violated.Words, null);
    }

    public static Refusal Invalid(string field, string rule, JsonElement? given)
    {
        // Misplaced, an approval token would be shown again, and with the message go into the audit.
        field = ApprovalToken.Struck(field);
        var text = given is { ValueKind: not JsonValueKind.Undefined } element ? ApprovalToken.Struck(element.GetRawText()) : null;
        var shown = text is { Length: > ShownCharacters } ? string.Concat(text.AsSpan(0, ShownCharacters), "...") : text;
        return new Refusal(
            ErrorCode.ValidationError,
            $"{field}: {rule}.",
            new JsonObject { ["field"] = field, ["rule"] = rule, ["given"] = shown }.Freeze());
    }
}
