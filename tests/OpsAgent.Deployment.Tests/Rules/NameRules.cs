using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Names: what AWS permits, and that no two deployments want the same one.</summary>
internal static class NameRules
{
    // No environment has it, so that it is found again in a name.
    private const string Placeholder = "\u0001";

    // Properties that CloudFormation changes by a replacement, beside the name: the new resource would want the old one's name. From the
    // "Update requires" of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ and its page for each type.
    private static readonly Dictionary<string, string[]> Immutable = new()
    {
        ["AWS::CloudWatch::Dashboard"] = [],
        ["AWS::DynamoDB::Table"] = ["KeySchema", "LocalSecondaryIndexes", "ImportSourceSpecification"],
        ["AWS::ECS::Service"] = ["Cluster", "LaunchType", "SchedulingStrategy", "Role"],
        ["AWS::Events::Rule"] = ["EventBusName"],
        ["AWS::IAM::ManagedPolicy"] = ["Description", "Path"],
        ["AWS::IAM::Role"] = ["Path"],
        ["AWS::KMS::Alias"] = [],
        ["AWS::Lambda::Function"] = ["PackageType"],
        ["AWS::SNS::Topic"] = ["FifoTopic"],
        ["AWS::SQS::Queue"] = ["FifoQueue"],
        ["AWS::StepFunctions::StateMachine"] = ["StateMachineType"],
        ["AWS::WAFv2::WebACL"] = ["Scope"],
    };

    /// <summary>A name has the characters and the length that <see cref="NameShape"/> documents for its type.</summary>
    public static IEnumerable<(string, string)> NamesFit(ExpandedTemplate template) =>
        from named in Named(template)
        where named.Name.Length < named.Shape.Min || named.Name.Length > named.Shape.Max || !Regex.IsMatch(named.Name, $"^(?:{named.Shape.Characters})$", RegexOptions.CultureInvariant)
        select (named.Id, $"{named.Name.Length} characters in {named.Name}; {named.Shape.Min} to {named.Shape.Max} of {named.Shape.Characters}: {named.Shape.Source}");

    /// <summary>A type that this checker does not know may have any limit: look it up, and add it to <see cref="NameShape"/>.</summary>
    public static IEnumerable<(string, string)> NamesAreKnown(ExpandedTemplate template) =>
        from resource in template.Resources
        let type = Text(resource.Value["Type"])
        from property in resource.Value["Properties"]?.AsObject() ?? []
        where property.Key.EndsWith("Name", StringComparison.Ordinal) && !NameShape.Others.Contains($"{type}.{property.Key}")
            && NameShape.All.GetValueOrDefault(type)?.Property != property.Key
        select (resource.Key, $"Add the limits of {type}.{property.Key} to NameShape.");

    /// <summary>
    /// Two environments in one account and Region have no name in common, whatever they are called: also not because one is
    /// called like the beginning of another's names. Each has a ParameterPrefix of its own, as in samconfig.toml. CloudFormation creates
    /// nothing whose name is taken
    /// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html).
    /// </summary>
    public static IEnumerable<(string, string)> NamesDifferBetweenEnvironments(ExpandedTemplate template)
    {
        var everything = Parameters.AtTheirDefaults(template).With(Parameters.Of(template).Where(p => p.Value!["AllowedValues"] is not null).Select(p => $"{p.Key}={Parameters.LongestOf(p.Value!)}"));
        var allowed = Text(template.Source["Parameters"]!["Environment"]!["AllowedPattern"]);
        var names = Named(everything.With($"Environment={Placeholder}", $"ParameterPrefix=/opsagent-{Placeholder}", $"AWS::Region={template.Region}"))
            .Where(n => n.Shape.Type is not ("AWS::ApiGateway::Stage" or "AWS::Lambda::Alias" or "AWS::IAM::RolePolicy"))
            .ToList();
        foreach (var named in names.Where(n => !n.Name.Contains(Placeholder, StringComparison.Ordinal)))
        {
            yield return (named.Id, $"Every environment would call it {named.Name}.");
        }

        var productions = Named(everything.With("Environment=production")).Select(n => (n.Shape.Type, n.Id, Before: n.Name, After: (string?)null));
        var patterns = names.Select(n => (n.Shape.Type, n.Id, Parts: n.Name.Split(Placeholder))).Where(n => n.Parts.Length == 2)
            .Select(n => (n.Type, n.Id, Before: n.Parts[0], After: (string?)n.Parts[1]))
            .ToList();
        foreach (var (type, id, before, after) in patterns)
        {
            foreach (var other in patterns.Where(o => o.Id != id).Concat(productions).Where(o => o.Type == type && o.Before.StartsWith(before, StringComparison.Ordinal)))
            {
                var (one, two) = Clash(before, after!, other.Before, other.After);
                if (one is not (null or "production") && Regex.IsMatch(one, allowed, RegexOptions.CultureInvariant) && (two is null || Regex.IsMatch(two, allowed, RegexOptions.CultureInvariant)))
                {
                    yield return (id, $"In an environment {one} it is called {before}{one}{after}, as {other.Id} is in {two ?? "production"}.");
                }
            }
        }
    }

    /// <summary>
    /// One environment in two Regions has no name in common where names are the account's
    /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: unique within the account).
    /// </summary>
    public static IEnumerable<(string, string)> NamesDifferBetweenRegions(ExpandedTemplate template)
    {
        var elsewhere = Named(template.With("AWS::Region=us-west-2")).ToDictionary(n => n.Id, n => n.Name);
        return from named in Named(template.With("AWS::Region=us-east-1"))
               where NameShape.Global.Contains(named.Shape.Type) && elsewhere[named.Id] == named.Name
               select (named.Id, $"{named.Name} is its name in every Region: add ${{AWS::Region}}, or let CloudFormation name it.");
    }

    /// <summary>
    /// No parameter changes what CloudFormation can change only by making a second resource of the same name, which it refuses
    /// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html).
    /// </summary>
    public static IEnumerable<(string, string)> NamedResourcesAreNotReplaced(ExpandedTemplate template)
    {
        var parameters = template.Source["Parameters"]!.AsObject();
        return from named in Named(template)
               from property in Immutable.GetValueOrDefault(named.Shape.Type) ?? []
               let value = template.Source["Resources"]![named.Id]!["Properties"]![property]
               where value is not null && (Reference.In(value).Any(r => parameters.ContainsKey(r.Target)) || value.ToJsonString().Contains("\"Fn::If\"", StringComparison.Ordinal))
               select (named.Id, $"{property} changes with the parameters: leave the name to CloudFormation, or the property as it is.");
    }

    public static IEnumerable<(string Id, string Name, NameShape Shape)> Named(ExpandedTemplate template) =>
        from resource in template.Made
        let shape = NameShape.All.GetValueOrDefault(Text(resource.Value["Type"]))
        where shape is not null
        let path = shape.Property.Split('.')
        let name = path[1..].Aggregate(template.Resolve(resource.Value["Properties"]?[path[0]]), (node, member) => node?[member])
        where name is not null
        select (resource.Key, name.ToString(), shape);

    // Two environments for which before1 + one + after1 is before2 + two + after2; a name without after2 is as it is.
    private static (string? One, string? Two) Clash(string before1, string after1, string before2, string? after2)
    {
        var between = before2[before1.Length..];
        return after2 is null ? (between.EndsWith(after1, StringComparison.Ordinal) ? between[..^after1.Length] : null, null)
            : after1.EndsWith(after2, StringComparison.Ordinal) ? (between + "z", "z" + after1[..^after2.Length])
            : after2.EndsWith(after1, StringComparison.Ordinal) ? (between + "z" + after2[..^after1.Length], "z")
            : (null, null);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
