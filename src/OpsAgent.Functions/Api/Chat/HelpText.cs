using System.Text;

using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>What can be asked, with phrases to copy; operations that have no phrase here are named.</summary>
internal static class HelpText
{
    public const string Short = "Write \"help\" for what I can do.";

    private static readonly (string Operation, string Phrase)[] Phrases =
    [
        ("get_ec2_status", "status of i-0a1b2c3d4e5f60001 | instances with Role=web"),
        ("get_cloudwatch_metrics", "cpu of i-0a1b2c3d4e5f60001 last 3h | memory of production/web"),
        ("describe_alb_target_health", "target health of production-web | then: 5xx on it"),
        ("search_cloudtrail_events", "what changed in the last 6 hours | who touched i-0a1b2c3d4e5f60001"),
        ("reboot_ec2", "reboot i-0a1b2c3d4e5f60001 because <why>"),
        ("scale_ecs_service", "scale production/web to 6 because <why>"),
        ("create_incident_record", "record incident high: <what happened>"),
        ("post_summary_to_channel", "post to ops: <text>"),
    ];

    public static string Of(OperationCatalog catalog)
    {
        var text = new StringBuilder("I look at once, and I only propose changes: another person approves each.\n");
        foreach (var operation in catalog.Operations)
        {
            var phrase = Phrases.FirstOrDefault(p => p.Operation == operation.Name).Phrase;
            text.Append(phrase is null ? $"- {operation.Title}\n" : $"- {operation.Title}: {phrase}\n");
        }

        return text
            .Append("- Proposals: pending | status of <proposal id> | approve <proposal id> | deny <proposal id> because <why> | withdraw <proposal id> because <why>\n")
            .Append("I remember what we speak of: \"and its cpu?\", \"same for the last 3 hours\", \"reboot it because <why>\".")
            .ToString();
    }
}
