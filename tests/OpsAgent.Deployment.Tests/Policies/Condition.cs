using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>One operator of a statement on one condition key, such as <c>StringEquals</c> on <c>aws:ResourceTag/Environment</c>.</summary>
/// <param name="Operator">As the policy writes it, with <c>ForAllValues:</c> or <c>ForAnyValue:</c> before and <c>IfExists</c> behind.</param>
public sealed record Condition(string Operator, string Key, IReadOnlyList<string> Values)
{
    private const string ForAllValues = "ForAllValues:";
    private const string ForAnyValue = "ForAnyValue:";
    private const string IfExists = "IfExists";

    /// <exception cref="NotSupportedException">An operator that is not known here.</exception>
    public static IEnumerable<Condition> Parse(JsonNode? block)
    {
        foreach (var (name, keys) in block?.AsObject() ?? [])
        {
            foreach (var (key, values) in keys!.AsObject())
            {
                var condition = new Condition(name, key, StringOrArray.Read(values));
                _ = condition.Comparison();
                yield return condition;
            }
        }
    }

    public bool Holds(AccessRequest request)
    {
        var found = request.Context.FirstOrDefault(c => string.Equals(c.Key, Key, StringComparison.OrdinalIgnoreCase)).Value;
        if (Operator == "Null")
        {
            return Values.Single() == (found is null ? "true" : "false");
        }

        var (matches, negated) = Comparison();
        if (Operator.StartsWith(ForAllValues, StringComparison.Ordinal))
        {
            return (found ?? []).All(HoldsFor);
        }

        if (found is null)
        {
            return Operator.EndsWith(IfExists, StringComparison.Ordinal) || (negated && !Operator.StartsWith(ForAnyValue, StringComparison.Ordinal));
        }

        return Operator.StartsWith(ForAnyValue, StringComparison.Ordinal) ? found.Any(HoldsFor)
            : found.Length == 1 ? HoldsFor(found[0])
            : throw new NotSupportedException($"{Key} has {found.Length} values and {Operator} is for one.");

        bool HoldsFor(string value) => Values.Any(v => matches(v, value)) != negated;
    }

    // The first argument is the policy's, the second the request's.
    private (Func<string, string, bool> Matches, bool Negated) Comparison()
    {
        var name = Operator;
        name = name.StartsWith(ForAllValues, StringComparison.Ordinal) ? name[ForAllValues.Length..] : name;
        name = name.StartsWith(ForAnyValue, StringComparison.Ordinal) ? name[ForAnyValue.Length..] : name;
        name = name.EndsWith(IfExists, StringComparison.Ordinal) ? name[..^IfExists.Length] : name;
        return name switch
        {
            "StringEquals" => (string.Equals, false),
            "StringNotEquals" => (string.Equals, true),
            "StringLike" => ((p, v) => Pattern.Matches(p, v), false),
            "StringNotLike" => ((p, v) => Pattern.Matches(p, v), true),
            "ArnEquals" or "ArnLike" => (Pattern.MatchesArn, false),
            "ArnNotEquals" or "ArnNotLike" => (Pattern.MatchesArn, true),
            "Bool" => ((p, v) => string.Equals(p, v, StringComparison.OrdinalIgnoreCase), false),
            "Null" when Operator == "Null" => (string.Equals, false),
            _ => throw new NotSupportedException($"The condition operator {Operator} is not known here."),
        };
    }
}
