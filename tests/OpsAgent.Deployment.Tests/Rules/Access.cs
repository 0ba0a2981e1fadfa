using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Whom topics, queues and functions let in, and what a role may do.</summary>
internal static class Access
{
    /// <param name="target">ARN of a topic, a queue, or a function or its alias.</param>
    /// <param name="service">Such as <c>events.amazonaws.com</c>.</param>
    /// <param name="source">ARN of what the service acts for.</param>
    /// <exception cref="NotSupportedException">Another target.</exception>
    public static bool IsGiven(ExpandedTemplate template, string target, string service, string source)
    {
        return target.Split(':')[2] switch
        {
            "sns" => Allows("AWS::SNS::TopicPolicy", "Topics", target, "sns:Publish"),
            "sqs" => Allows("AWS::SQS::QueuePolicy", "Queues", $"/{ResourceNames.Account}/{target.Split(':')[5]}", "sqs:SendMessage"),
            "lambda" => template.OfType("AWS::Lambda::Permission").Any(p =>
                p.Properties["FunctionName"]!.ToString() == target && p.Properties["Principal"]!.GetValue<string>() == service && p.Properties["SourceArn"]?.GetValue<string>() == source),
            var other => throw new NotSupportedException($"Targets of {other} are not known here."),
        };

        bool Allows(string type, string property, string name, string action)
        {
            var request = new AccessRequest(action, target) { Principal = ("Service", service) }.With("aws:SourceArn", source).With("aws:SourceAccount", ResourceNames.Account);
            return Policy.Decide(
                from policy in template.OfType(type)
                where policy.Properties[property]!.AsArray().Any(t => t!.GetValue<string>().EndsWith(name, StringComparison.Ordinal))
                select Policy.Parse(policy.Properties["PolicyDocument"]!),
                request) == Decision.Allow;
        }
    }

    /// <returns>Whether a role's inline and managed policies allow it.</returns>
    public static bool IsGivenToRole(ExpandedTemplate template, string role, AccessRequest request) => Policy.Decide(PoliciesOf(template, role), request) == Decision.Allow;

    /// <returns>A role's inline and managed policies, those of the template.</returns>
    public static IEnumerable<Policy> PoliciesOf(ExpandedTemplate template, string role)
    {
        var managed = Reference.In(template.Source["Resources"]![role]!["Properties"]!["ManagedPolicyArns"]).Select(r => r.Target).ToHashSet();
        return from document in PolicyRules.Documents(template)
               where (document.Kind == "inline" && document.Id == role) || (document.Kind == "managed" && managed.Contains(document.Id))
               // What is no policy is found by its form.
               where document.Document["Version"]?.GetValue<string>() == "2012-10-17"
               select Policy.Parse(document.Document);
    }

    /// <returns>The id of the function that a resource of the template names, by itself or by its alias.</returns>
    public static string FunctionOf(ExpandedTemplate template, string id)
    {
        var target = TargetOf(template, id, "FunctionName");
        return template.Resources[target]["Type"]!.GetValue<string>() == "AWS::Lambda::Alias" ? FunctionOf(template, target) : target;
    }

    public static string ArnOf(ExpandedTemplate template, string id) => template.Resolve(new JsonObject { ["Fn::GetAtt"] = new JsonArray(id, "Arn") })!.GetValue<string>();

    /// <returns>The id of the role that a resource of the template has in a property.</returns>
    public static string RoleOf(ExpandedTemplate template, string id, string property) => TargetOf(template, id, property);

    private static string TargetOf(ExpandedTemplate template, string id, string property) =>
        Reference.In(template.Source["Resources"]![id]!["Properties"]![property]).First().Target;
}
