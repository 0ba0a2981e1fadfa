using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>EventBridge's rules (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).</summary>
internal static class EventRules
{
    private const int MaxTargets = 5;
    private const int MaxPattern = 2048;
    private const int MaxFilter = 4096;

    private static readonly string[] ReadsStream = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

    /// <summary>
    /// A schedule or a pattern, and at most five targets with ids of their own; a schedule of more than one minute says minutes
    /// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
    /// </summary>
    public static IEnumerable<(string, string)> RulesFit(ExpandedTemplate template)
    {
        foreach (var (id, rule) in template.OfType("AWS::Events::Rule"))
        {
            var targets = Targets(rule).Select(t => t["Id"]!.GetValue<string>()).ToList();
            var schedule = rule["ScheduleExpression"]?.GetValue<string>();
            if (targets.Count > MaxTargets || targets.Distinct().Count() < targets.Count || targets.Any(t => !Regex.IsMatch(t, "^[._A-Za-z0-9-]{1,64}$", RegexOptions.CultureInvariant)))
            {
                yield return (id, $"{targets.Count} targets; a rule has {MaxTargets}, with ids of up to 64 characters, each once.");
            }
            else if (schedule is null == rule["EventPattern"] is null)
            {
                yield return (id, "ScheduleExpression or EventPattern.");
            }
            else if (schedule is not null && !Regex.IsMatch(schedule, @"^(rate\((1 (minute|hour|day)|(?!1 )[1-9][0-9]* (minutes|hours|days))\)|cron\(([^ ]+ ){5}[^ ]+\))$", RegexOptions.CultureInvariant))
            {
                yield return (id, $"{schedule} is no schedule of EventBridge.");
            }
        }
    }

    /// <summary>
    /// A pattern has at most 2,048 characters and its leaves are arrays
    /// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html).
    /// </summary>
    public static IEnumerable<(string, string)> PatternsAreValid(ExpandedTemplate template) =>
        from rule in template.OfType("AWS::Events::Rule")
        let pattern = rule.Properties["EventPattern"]
        where pattern is not null && (!IsPattern(pattern) || pattern.ToJsonString(Json.Plain).Length > MaxPattern)
        select (rule.Id, $"At most {MaxPattern} characters of objects whose values are arrays: {pattern.ToJsonString(Json.Plain)}");

    /// <summary>
    /// Each target lets EventBridge in: a topic and a queue by their policies, a function by a permission, for that rule; where events go
    /// that a target did not take, too (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html). A target
    /// with a role needs none.
    /// </summary>
    public static IEnumerable<(string, string)> TargetsTakeEvents(ExpandedTemplate template)
    {
        foreach (var (id, rule) in template.OfType("AWS::Events::Rule"))
        {
            var arn = Access.ArnOf(template, id);
            var entered = Targets(rule).Where(t => t["RoleArn"] is null).Select(t => t["Arn"]!.GetValue<string>());
            var failed = Targets(rule).Select(t => t["DeadLetterConfig"]?["Arn"]?.GetValue<string>()).OfType<string>();
            foreach (var target in entered.Concat(failed).Distinct().Where(target => !Access.IsGiven(template, target, "events.amazonaws.com", arn)))
            {
                yield return (id, $"{target} does not let events.amazonaws.com in for {arn}.");
            }
        }
    }

    /// <summary>
    /// Lambda makes an event source mapping only of a stream that the function's role may read, with patterns as above
    /// (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html and with-ddb-filtering.html).
    /// </summary>
    public static IEnumerable<(string, string)> StreamsAreRead(ExpandedTemplate template)
    {
        foreach (var (id, mapping) in template.OfType("AWS::Lambda::EventSourceMapping"))
        {
            var source = mapping["EventSourceArn"]!.GetValue<string>();
            var role = Access.RoleOf(template, Access.FunctionOf(template, id), "Role");
            foreach (var table in template.OfType("AWS::DynamoDB::Table").Where(t => source.StartsWith($"{Access.ArnOf(template, t.Id)}/", StringComparison.Ordinal)))
            {
                if (table.Properties["StreamSpecification"] is null)
                {
                    yield return (id, $"{table.Id} has no StreamSpecification.");
                }

                foreach (var missing in ReadsStream.Where(action => !Access.IsGivenToRole(template, role, new AccessRequest(action, source))))
                {
                    yield return (role, $"It has no {missing} on {source}.");
                }
            }

            foreach (var filter in mapping["FilterCriteria"]?["Filters"]?.AsArray() ?? [])
            {
                var pattern = filter!["Pattern"]!.GetValue<string>();
                if (pattern.Length > MaxFilter || !IsPattern(JsonNode.Parse(pattern)))
                {
                    yield return (id, $"At most {MaxFilter} characters of objects whose values are arrays: {pattern}");
                }
            }
        }
    }

    private static bool IsPattern(JsonNode? pattern) => pattern is JsonObject members && members.All(m => m.Value is JsonArray { Count: > 0 } || IsPattern(m.Value));

    private static IEnumerable<JsonObject> Targets(JsonObject rule) => (rule["Targets"]?.AsArray() ?? []).Select(t => t!.AsObject());
}
