using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>
/// What stays when a stack, or a resource of it, goes: data always, and no name after a creation that failed, so that it can be
/// repeated (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html).
/// </summary>
internal static class RetentionRules
{
    private static readonly string[] Deletion = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
    private static readonly string[] Replacement = ["Delete", "Retain", "Snapshot"];

    private static readonly string[] Data = ["AWS::DynamoDB::Table", "AWS::KMS::Key"];

    /// <summary>A policy is one of those that AWS knows; RetainExceptOnCreate is none for a replacement.</summary>
    public static IEnumerable<(string, string)> DeletionPoliciesExist(ExpandedTemplate template) =>
        from resource in template.Resources
        from policy in new[] { ("DeletionPolicy", Deletion), ("UpdateReplacePolicy", Replacement) }
        where resource.Value[policy.Item1] is { } value && !policy.Item2.Contains(value.GetValue<string>())
        select (resource.Key, $"{policy.Item1} {resource.Value[policy.Item1]} is none of {string.Join(", ", policy.Item2)}.");

    /// <summary>Tables, the keys without which they and their backups cannot be read, and locked buckets outlive their stack and their replacement.</summary>
    public static IEnumerable<(string, string)> DataIsKept(ExpandedTemplate template) =>
        from resource in template.Resources
        where (Data.Contains(Type(resource.Value)) || resource.Value["Properties"]?["ObjectLockEnabled"]?.ToString() == "true") && (!Keeps(resource.Value) || resource.Value["UpdateReplacePolicy"]?.GetValue<string>() != "Retain")
        select (resource.Key, "It holds data: DeletionPolicy RetainExceptOnCreate and UpdateReplacePolicy Retain.");

    /// <summary>A name that Retain keeps from a creation that was rolled back lets the next one fail: RetainExceptOnCreate.</summary>
    public static IEnumerable<(string, string)> FailedCreationKeepsNoNames(ExpandedTemplate template) =>
        from named in NameRules.Named(template)
        where template.Resources[named.Id]["DeletionPolicy"]?.GetValue<string>() == "Retain"
        select (named.Id, $"{named.Name} would be in the way of the repetition: DeletionPolicy RetainExceptOnCreate.");

    /// <summary>
    /// With the default parameters nothing refuses its deletion, so that a creation can be rolled back
    /// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html, deletion protection).
    /// </summary>
    public static IEnumerable<(string, string)> FirstDeploymentProtectsNothing(ExpandedTemplate template) =>
        from first in new[] { Parameters.AtTheirDefaults(template) }
        from resource in first.Made
        where first.Resolve(resource.Value["Properties"]?["DeletionProtectionEnabled"])?.ToString() == "true"
        select (resource.Key, "DeletionProtectionEnabled in a first deployment keeps the table when the creation is rolled back: a parameter, and false by default.");

    private static bool Keeps(JsonObject resource) => resource["DeletionPolicy"]?.GetValue<string>() is "Retain" or "RetainExceptOnCreate";

    private static string Type(JsonObject resource) => resource["Type"]!.GetValue<string>();
}
