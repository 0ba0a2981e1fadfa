using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>What holds for every JSON body before anybody looks for a parameter in it: each broken rule names its field.</summary>
internal sealed class BodyRules
{
    /// <summary>Members and items, at every depth. The longest valid request has about thirty.</summary>
    public const int MaxValues = 500;

    /// <summary>Digits, sign and exponent. No parameter is longer than an Int32.</summary>
    public const int MaxNumberLength = 40;

    private int _values;

    /// <returns>The first broken rule, or null.</returns>
    public static Refusal? Validate(JsonElement body) => new BodyRules().FaultIn(body, string.Empty);

    private Refusal? FaultIn(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => FaultInMembers(value, path),
        JsonValueKind.Array => FaultInItems(value, path),
        JsonValueKind.Number when value.GetRawText().Length > MaxNumberLength =>
            ParameterSet.Invalid(path, $"must be a number of at most {MaxNumberLength} characters", value),
        _ => null,
    };

    private Refusal? FaultInMembers(JsonElement value, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (TooMany(path) is { } tooMany)
            {
                return tooMany;
            }

            if (!names.Add(member.Name))
            {
                return GivenTwice(name);
            }

            if (FaultIn(member.Value, name) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private Refusal? FaultInItems(JsonElement value, string path)
    {
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if ((TooMany(path) ?? FaultIn(item, $"{path}[{index}]")) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private Refusal? TooMany(string path) => ++_values <= MaxValues
        ? null
        : ParameterSet.Invalid(path.Length == 0 ? "body" : path, $"makes more than {MaxValues} members and items in the body", null);

    // Two readers of the same text may each take another one of the two.
    private static Refusal GivenTwice(string name)
    {
        var field = Sanitizer.Path(name);
        return new Refusal(
            ErrorCode.NotJson,
            $"{field} is given more than once. The body must be JSON without repeated names.",
            new JsonObject { ["field"] = field, ["rule"] = "may be given once" }.ToElement());
    }
}
