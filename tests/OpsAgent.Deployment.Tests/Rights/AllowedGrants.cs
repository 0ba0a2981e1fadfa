using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rights;

/// <summary>What the roles of a template are allowed.</summary>
internal static class AllowedGrants
{
    public static string RoleOf(string logicalId) => logicalId.EndsWith("Role", StringComparison.Ordinal) ? logicalId[..^"Role".Length] : logicalId;

    public static IReadOnlySet<Grant> Of(ExpandedTemplate template) =>
        template.OfType("AWS::IAM::Role").SelectMany(role => DocumentsOf(template, role.Id).SelectMany(d => GrantsIn(RoleOf(role.Id), d))).ToHashSet();

    /// <returns>The policies of a role, those that are attached to it included; not those of AWS.</returns>
    public static IEnumerable<JsonNode> DocumentsOf(ExpandedTemplate template, string id)
    {
        var role = template.Properties(id);
        var own = role["Policies"]?.AsArray().Select(p => p!["PolicyDocument"]!) ?? [];
        var attached = StringOrArray.Read(role["ManagedPolicyArns"]).Where(arn => !IsOfAws(arn)).Select(arn => template.Properties(arn[(arn.LastIndexOf('/') + 1)..])["PolicyDocument"]!);
        var apart = template.OfType("AWS::IAM::RolePolicy").Where(p => p.Properties["RoleName"]!.GetValue<string>() == (role["RoleName"]?.GetValue<string>() ?? id)).Select(p => p.Properties["PolicyDocument"]!);
        return own.Concat(attached).Concat(apart);
    }

    public static bool IsOfAws(string policyArn) => policyArn.StartsWith("arn:aws:iam::aws:policy/", StringComparison.Ordinal);

    /// <exception cref="NotSupportedException">A statement that says more than "these actions on these resources".</exception>
    private static IEnumerable<Grant> GrantsIn(string role, JsonNode document)
    {
        foreach (var statement in document["Statement"]!.AsArray())
        {
            var parsed = Statement.Parse(statement!);
            if (parsed is not { Allows: true, NotActions.Count: 0, NotResources.Count: 0 })
            {
                throw new NotSupportedException($"{role}: {statement!.ToJsonString()} is more than these actions on these resources.");
            }

            var condition = ConditionText.Of(statement!["Condition"]);
            foreach (var action in parsed.Actions)
            {
                foreach (var resource in parsed.Resources)
                {
                    yield return new Grant(role, action, resource, condition);
                }
            }
        }
    }
}
