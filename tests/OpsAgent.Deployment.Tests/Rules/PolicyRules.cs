using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Policies: their sizes (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html) and their form.</summary>
internal static class PolicyRules
{
    // For a role; of a managed policy; of a trust policy. White space does not count.
    private const int MaxInline = 10_240;
    private const int MaxManaged = 6_144;
    private const int MaxTrust = 2_048;
    private const int MaxManagedPolicies = 10;

    /// <summary>
    /// Actions without resource-level permissions, by the service authorization reference
    /// (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html),
    /// and one that has them and is asked for all.
    /// </summary>
    private static readonly Dictionary<string, string> OnEveryResource = new()
    {
        ["application-autoscaling:DescribeScalableTargets"] = "Supports none: it answers with lists.",
        ["application-autoscaling:DescribeScalingActivities"] = "Supports none.",
        ["application-autoscaling:DescribeScalingPolicies"] = "Supports none.",
        ["application-autoscaling:DescribeScheduledActions"] = "Supports none.",
        ["autoscaling:DescribeAutoScalingGroups"] = "Supports none.",
        ["autoscaling:DescribeAutoScalingInstances"] = "Supports none.",
        ["cloudtrail:LookupEvents"] = "Supports none.",
        ["cloudwatch:DescribeAlarms"] = "Supports alarms; every alarm of the account is to be seen.",
        ["cloudwatch:GetMetricData"] = "Supports none.",
        ["cloudwatch:ListMetrics"] = "Supports none.",
        ["cloudwatch:PutMetricData"] = "Supports none.",
        ["ec2:DescribeInstanceStatus"] = "Supports none.",
        ["ec2:DescribeInstances"] = "Supports none.",
        ["ec2:DescribeTags"] = "Supports none.",
        ["ecs:DescribeTaskDefinition"] = "Supports none.",
        ["ecs:ListClusters"] = "Supports none.",
        ["ecs:ListTaskDefinitions"] = "Supports none.",
        ["ecs:ListServices"] = "Supports none: a cluster only as a condition key.",
        ["elasticloadbalancing:DescribeLoadBalancers"] = "Supports none.",
        ["elasticloadbalancing:DescribeTargetGroups"] = "Supports none.",
        ["elasticloadbalancing:DescribeTargetHealth"] = "Supports none.",
        ["logs:CreateLogDelivery"] = "Supports none.",
        ["logs:DeleteLogDelivery"] = "Supports none.",
        ["logs:DescribeLogGroups"] = "Asked for by https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html on every resource.",
        ["logs:DescribeResourcePolicies"] = "Supports none.",
        ["logs:GetLogDelivery"] = "Supports none.",
        ["logs:ListLogDeliveries"] = "Supports none.",
        ["logs:PutResourcePolicy"] = "Supports none.",
        ["logs:UpdateLogDelivery"] = "Supports none.",
        ["xray:GetSamplingRules"] = "Supports none.",
        ["xray:GetSamplingTargets"] = "Supports none.",
        ["xray:PutTelemetryRecords"] = "Supports none.",
        ["xray:PutTraceSegments"] = "Supports none.",
    };

    /// <summary>
    /// Version 2012-10-17, statements with ids of letters and digits that are unique in the policy, characters of Latin 1, and
    /// neither NotAction nor NotResource nor NotPrincipal, which allow what nobody has thought of
    /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
    /// </summary>
    public static IEnumerable<(string, string)> PoliciesAreWellFormed(ExpandedTemplate template)
    {
        foreach (var (id, _, document) in Documents(template))
        {
            var statements = Statements(document).ToList();
            var sids = statements.Select(s => s["Sid"]?.GetValue<string>()).OfType<string>().ToList();
            if (document["Version"]?.GetValue<string>() != "2012-10-17")
            {
                yield return (id, "Version 2012-10-17: an older one knows no policy variables.");
            }
            else if (sids.Any(sid => !Regex.IsMatch(sid, "^[0-9A-Za-z]+$", RegexOptions.CultureInvariant)) || sids.Distinct().Count() < sids.Count)
            {
                yield return (id, $"Sid of letters and digits, each once: {string.Join(", ", sids)}.");
            }
            else if (statements.SelectMany(s => s).Any(element => element.Key is "NotAction" or "NotResource" or "NotPrincipal"))
            {
                yield return (id, "Name what is allowed or denied: no NotAction, NotResource or NotPrincipal.");
            }
            else if (Regex.IsMatch(Compact(document), "[^\u0009\u000A\u000D\u0020-\u00FF]", RegexOptions.CultureInvariant))
            {
                yield return (id, "IAM takes characters of Latin 1 alone.");
            }
        }
    }

    /// <summary>All inline policies of a role together have at most 10,240 characters.</summary>
    public static IEnumerable<(string, string)> InlinePoliciesFit(ExpandedTemplate template) =>
        from document in Documents(template)
        where document.Kind == "inline"
        group Compact(document.Document).Length by document.Id into role
        where role.Sum() > MaxInline
        select (role.Key, $"Its inline policies have {role.Sum()} characters, and may have {MaxInline} together: move statements to a managed policy.");

    /// <summary>A managed policy has at most 6,144 characters.</summary>
    public static IEnumerable<(string, string)> ManagedPoliciesFit(ExpandedTemplate template) => TooLong(template, "managed", MaxManaged);

    /// <summary>A role's trust policy has at most 2,048 characters.</summary>
    public static IEnumerable<(string, string)> TrustPoliciesFit(ExpandedTemplate template) => TooLong(template, "trust", MaxTrust);

    /// <summary>A role has at most 10 managed policies, unless the quota was raised.</summary>
    public static IEnumerable<(string, string)> RolesHaveFewManagedPolicies(ExpandedTemplate template) =>
        from role in template.OfType("AWS::IAM::Role")
        let count = role.Properties["ManagedPolicyArns"]?.AsArray().Count ?? 0
        where count > MaxManagedPolicies
        select (role.Id, $"{count} managed policies; IAM attaches {MaxManagedPolicies}.");

    /// <summary>A role may do something to every resource only where IAM knows no other way, and no action is a pattern.</summary>
    public static IEnumerable<(string, string)> EveryResourceIsNeeded(ExpandedTemplate template) =>
        from document in Documents(template)
        where document.Kind is "inline" or "managed"
        from statement in Statements(document.Document)
        let everywhere = StringOrArray.Read(statement["Resource"]).Contains("*")
        from action in StringOrArray.Read(statement["Action"])
        where action.Contains('*', StringComparison.Ordinal) || (everywhere && !OnEveryResource.ContainsKey(action))
        select (document.Id, $"{action} on {statement["Resource"]}: name actions and resources; one without resource-level permissions goes into the list, with the reason.");

    /// <summary>Every policy document: of a role inline, managed, trust, or of the resource itself.</summary>
    public static IEnumerable<(string Id, string Kind, JsonNode Document)> Documents(ExpandedTemplate template)
    {
        foreach (var (id, resource) in template.Resources)
        {
            var properties = resource["Properties"];
            IEnumerable<(string, string, JsonNode?)> found = resource["Type"]!.GetValue<string>() switch
            {
                "AWS::IAM::Role" => [(id, "trust", properties!["AssumeRolePolicyDocument"]), .. (properties["Policies"]?.AsArray() ?? []).Select(p => (id, "inline", p!["PolicyDocument"]))],
                "AWS::IAM::RolePolicy" => [(RoleOf(template, id), "inline", properties!["PolicyDocument"])],
                "AWS::IAM::ManagedPolicy" => [(id, "managed", properties!["PolicyDocument"])],
                _ => new[] { "PolicyDocument", "KeyPolicy", "ResourcePolicy" }.Where(name => properties?[name] is not null).Select(name => (id, "resource", properties![name])),
            };
            foreach (var (owner, kind, document) in found)
            {
                yield return (owner, kind, document!);
            }
        }
    }

    public static IEnumerable<JsonObject> Statements(JsonNode document) =>
        document["Statement"] is JsonArray several ? several.Select(s => s!.AsObject()) : [document["Statement"]!.AsObject()];

    private static IEnumerable<(string, string)> TooLong(ExpandedTemplate template, string kind, int limit) =>
        from document in Documents(template)
        where document.Kind == kind && Compact(document.Document).Length > limit
        select (document.Id, $"The {kind} policy has {Compact(document.Document).Length} characters, and may have {limit}.");

    private static string RoleOf(ExpandedTemplate template, string policy) =>
        template.Source["Resources"]![policy]!["Properties"]!["RoleName"] is JsonObject call ? Reference.In(call).First().Target : policy;

    private static string Compact(JsonNode document) => Regex.Replace(document.ToJsonString(Json.Plain), @"\s", string.Empty, RegexOptions.CultureInvariant);
}
