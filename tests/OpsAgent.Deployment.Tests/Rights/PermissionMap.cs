using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Deployment.Tests.Rights;

/// <summary><c>rights.json</c>: the reviewed map from recorded AWS calls to the IAM permissions that they need.</summary>
internal sealed partial class PermissionMap
{
    private const string AnyResource = ".*";

    private PermissionMap(JsonNode json)
    {
        Calls = [.. json["calls"]!.AsArray().Select(r => new CallRule(Rule.Of(r!), Text(r!, "call"), r!["seen"]?.GetValue<string>() ?? AnyResource, StringOrArray.Read(r["who"])))];
        Services = [.. json["services"]!.AsArray().Select(r => new ServiceRule(Rule.Of(r!), StringOrArray.Read(r!["who"])))];
    }

    public IReadOnlyList<CallRule> Calls { get; }

    public IReadOnlyList<ServiceRule> Services { get; }

    public static PermissionMap Read() =>
        new(JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests", "OpsAgent.Deployment.Tests", "Rights", "rights.json")))!);

    /// <returns>The lines that the stories of OpsAgent.Bootstrap.Tests recorded.</returns>
    public static IReadOnlyList<SeenCall> Seen() =>
    [
        .. from line in File.ReadAllLines(Repository.PathTo("tests", "OpsAgent.Bootstrap.Tests", "aws-actions.txt"))
           where line.Length > 0 && line[0] != '#'
           let parts = line.Split(' ', 3)
           select new SeenCall(parts[0], parts[1], parts.ElementAtOrDefault(2) ?? string.Empty),
    ];

    /// <returns>The rules for a call: those that name who calls, else those that name its resource, else those for any.</returns>
    /// <exception cref="InvalidOperationException">There is no rule for that call: it has not been reviewed.</exception>
    public IReadOnlyList<CallRule> RulesFor(SeenCall seen)
    {
        var speaking = Calls
            .Where(r => r.Call == seen.Call && Regex.IsMatch(seen.Resource, $"^(?:{r.Seen})$") && (r.Who.Count == 0 || r.Who.Contains(seen.Who)))
            .GroupBy(r => (r.Who.Count > 0 ? 2 : 0) + (r.Seen != AnyResource ? 1 : 0))
            .MaxBy(rules => rules.Key);
        return speaking is null ? throw new InvalidOperationException($"rights.json says nothing of {seen.Call} on {seen.Resource}, which {seen.Who} was seen to call.") : [.. speaking];
    }

    /// <returns>The permissions that every role needs.</returns>
    public IReadOnlySet<Grant> Needed(IEnumerable<SeenCall> seen, ExpandedTemplate template)
    {
        var called = from call in seen
                     from rule in RulesFor(call)
                     where rule.Rule.IsFor(template)
                     from grant in Grants(call.Who, rule.Rule, [rule.Rule.On.Replace("{seen}", call.Resource, StringComparison.Ordinal)])
                     select grant;
        var served = from rule in Services
                     where rule.Rule.IsFor(template)
                     from who in rule.Who.SelectMany(w => w == "functions" ? FunctionNames.All : [w])
                     from grant in Grants(who, rule.Rule, rule.Rule.On == "{step}" ? StepsOf(template) : [rule.Rule.On])
                     select grant;
        return called.Concat(served).ToHashSet();
    }

    private static IEnumerable<Grant> Grants(string who, Rule rule, IEnumerable<string> targets) =>
        from action in rule.Actions
        from resource in targets
        select new Grant(who, action, Service().Replace(resource, ArnBegin).Replace("{key}", ResourceNames.Key, StringComparison.Ordinal), ConditionText.Of(rule.If));

    private static string ArnBegin(Match match) => $"arn:aws:{match.Groups[1].Value}:{ResourceNames.Region}:{ResourceNames.Account}:";

    private static IEnumerable<string> StepsOf(ExpandedTemplate template)
    {
        var names = template.Properties("StateMachine")["DefinitionSubstitutions"]!.AsObject();
        return Placeholder().Matches(File.ReadAllText(Repository.PathTo("statemachines", "write-operation.asl.json")))
            .Select(m => names[m.Groups[1].Value]!.GetValue<string>())
            .Distinct();
    }

    private static string Text(JsonNode rule, string member) => rule[member]!.GetValue<string>();

    [GeneratedRegex(@"\{arn:([a-z0-9]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Service();

    [GeneratedRegex(@"\$\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    /// <summary>A line of aws-actions.txt.</summary>
    internal sealed record SeenCall(string Who, string Call, string Resource);

    /// <param name="Who">The functions that it is for; all where it names none.</param>
    internal sealed record CallRule(Rule Rule, string Call, string Seen, IReadOnlyList<string> Who);

    internal sealed record ServiceRule(Rule Rule, IReadOnlyList<string> Who);

    /// <param name="When">The condition of the template that it is for, if any.</param>
    internal sealed record Rule(IReadOnlyList<string> Actions, string On, JsonNode? If, string? When, string Because)
    {
        public static Rule Of(JsonNode json) => new(StringOrArray.Read(json["actions"]), Text(json, "on"), json["if"], json["when"]?.GetValue<string>(), Text(json, "because"));

        public bool IsFor(ExpandedTemplate template) => When is null || template.Holds(When);
    }
}
