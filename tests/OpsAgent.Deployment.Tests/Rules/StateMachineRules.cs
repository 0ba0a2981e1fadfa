using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>The state machine. Its definition may have 1 MB, as the template that holds it (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).</summary>
internal static class StateMachineRules
{
    // Below this prefix CloudWatch Logs needs no entry in its resource policy, which holds 5,120 characters for all of an account:
    // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
    private const string VendedLogs = "/aws/vendedlogs/";

    private static readonly string[] Levels = ["ALL", "ERROR", "FATAL", "OFF"];

    // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    private static readonly string[] Delivery =
    [
        "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
    ];

    /// <summary>
    /// Its log has a level that exists and goes, by a role with the rights of log delivery, to a group below /aws/vendedlogs/ whose ARN ends with :*
    /// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_CloudWatchLogsLogGroup.html).
    /// </summary>
    public static IEnumerable<(string, string)> LogsAreDelivered(ExpandedTemplate template) =>
        from machine in template.OfType("AWS::StepFunctions::StateMachine")
        let logging = machine.Properties["LoggingConfiguration"]
        let destination = logging?["Destinations"]?[0]?["CloudWatchLogsLogGroup"]?["LogGroupArn"]?.GetValue<string>() ?? string.Empty
        let role = Access.RoleOf(template, machine.Id, "RoleArn")
        where !Levels.Contains(logging?["Level"]?.GetValue<string>()) || !destination.EndsWith(":*", StringComparison.Ordinal) || !destination.Contains($":log-group:{VendedLogs}", StringComparison.Ordinal)
            || Delivery.Any(action => !Access.IsGivenToRole(template, role, new AccessRequest(action, "*")))
        select (machine.Id, $"Level {logging?["Level"]} to {destination}: one of {string.Join(", ", Levels)}, to a group below {VendedLogs} with :* behind, by a role with {string.Join(", ", Delivery)}.");
}
