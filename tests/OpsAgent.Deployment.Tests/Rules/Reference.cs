using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Policies;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>One thing of the template that another refers to.</summary>
/// <param name="Target">A parameter, pseudo parameter or resource.</param>
/// <param name="Guards">The conditions of the Fn::If around it, and what each must be for it to count.</param>
internal sealed partial record Reference(string Target, IReadOnlyList<(string Condition, bool Holds)> Guards)
{
    public static IEnumerable<Reference> In(JsonNode? node) => In(node, []);

    private static IEnumerable<Reference> In(JsonNode? node, IReadOnlyList<(string, bool)> guards)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } call when call.First() is ("Ref" or "Fn::GetAtt", { } target):
                return [new(StringOrArray.Read(target)[0].Split('.')[0], guards)];
            case JsonObject { Count: 1 } call when call.First() is ("Fn::Sub", JsonValue text):
                return InText(text.GetValue<string>(), [], guards);
            case JsonObject { Count: 1 } call when call.First() is ("Fn::Sub", JsonArray pair):
                return [.. InText(pair[0]!.GetValue<string>(), [.. pair[1]!.AsObject().Select(own => own.Key)], guards), .. In(pair[1], guards)];
            case JsonObject { Count: 1 } call when call.First() is ("Fn::If", JsonArray { Count: 3 } choice):
                var condition = choice[0]!.GetValue<string>();
                return [.. In(choice[1], [.. guards, (condition, true)]), .. In(choice[2], [.. guards, (condition, false)])];
            case JsonObject members:
                return members.SelectMany(m => In(m.Value, guards));
            case JsonArray items:
                return items.SelectMany(item => In(item, guards));
            default:
                return [];
        }
    }

    private static IEnumerable<Reference> InText(string text, string[] own, IReadOnlyList<(string, bool)> guards) =>
        from Match match in Name().Matches(text)
        let name = match.Groups[1].Value.Split('.')[0]
        where !own.Contains(name)
        select new Reference(name, guards);

    [GeneratedRegex(@"\$\{([^}!]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
