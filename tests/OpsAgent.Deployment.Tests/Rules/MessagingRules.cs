using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Topics and queues: encrypted, and open to those who send and to nobody else.</summary>
internal static class MessagingRules
{
    private static readonly string[] AlarmActions = ["AlarmActions", "OKActions", "InsufficientDataActions"];

    /// <summary>A topic has a key (https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html).</summary>
    public static IEnumerable<(string, string)> TopicsAreEncrypted(ExpandedTemplate template) =>
        template.OfType("AWS::SNS::Topic").Where(t => t.Properties["KmsMasterKeyId"] is null).Select(t => (t.Id, "KmsMasterKeyId is missing."));

    /// <summary>
    /// A topic with an alarm's notices takes them from CloudWatch
    /// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html).
    /// </summary>
    public static IEnumerable<(string, string)> TopicsTakeAlarms(ExpandedTemplate template) =>
        from alarm in template.OfType("AWS::CloudWatch::Alarm")
        let arn = $"arn:aws:cloudwatch:{template.Region}:{ResourceNames.Account}:alarm:{alarm.Properties["AlarmName"]}"
        from topic in AlarmActions.SelectMany(a => StringOrArray.Read(alarm.Properties[a]))
        where topic.StartsWith("arn:aws:sns:", StringComparison.Ordinal) && !Access.IsGiven(template, topic, "cloudwatch.amazonaws.com", arn)
        select (alarm.Id, $"The policy of {topic} does not let cloudwatch.amazonaws.com publish.");

    /// <summary>
    /// A topic's or a queue's policy allows everybody nothing
    /// (https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html).
    /// </summary>
    public static IEnumerable<(string, string)> TopicsAreNotOpen(ExpandedTemplate template) =>
        from policy in template.OfType("AWS::SNS::TopicPolicy").Concat(template.OfType("AWS::SQS::QueuePolicy"))
        where PolicyRules.Statements(policy.Properties["PolicyDocument"]!).Select(Statement.Parse).Any(s => s.Allows && s.Principals!.Any(p => p.Name == "*"))
        select (policy.Id, "Name who may send; Principal * is everybody.");

    /// <summary>
    /// A queue has a key or the encryption of SQS
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html).
    /// </summary>
    public static IEnumerable<(string, string)> QueuesAreEncrypted(ExpandedTemplate template) =>
        from queue in template.OfType("AWS::SQS::Queue")
        where queue.Properties["KmsMasterKeyId"] is null && queue.Properties["SqsManagedSseEnabled"]?.ToString() != "true"
        select (queue.Id, "KmsMasterKeyId is missing.");

    /// <summary>
    /// The role of a function whose failed runs, or records of a stream, are kept in a queue may send them there, and use the key with
    /// which it is encrypted (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and
    /// https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html).
    /// </summary>
    public static IEnumerable<(string, string)> DeadLettersArrive(ExpandedTemplate template)
    {
        foreach (var (id, invoke) in template.OfType("AWS::Lambda::EventInvokeConfig").Concat(template.OfType("AWS::Lambda::EventSourceMapping")))
        {
            if (invoke["DestinationConfig"]?["OnFailure"]?["Destination"]?.GetValue<string>() is not { } queue || !queue.StartsWith("arn:aws:sqs:", StringComparison.Ordinal))
            {
                continue;
            }

            var role = Access.RoleOf(template, Access.FunctionOf(template, id), "Role");
            var encryption = template.OfType("AWS::SQS::Queue").Where(q => Access.ArnOf(template, q.Id) == queue)
                .SelectMany(q => Reference.In(template.Source["Resources"]![q.Id]!["Properties"]!["KmsMasterKeyId"]))
                .Select(key => new AccessRequest("kms:GenerateDataKey", Access.ArnOf(template, key.Target)).With("kms:ViaService", $"sqs.{template.Region}.amazonaws.com"));
            foreach (var request in encryption.Prepend(new AccessRequest("sqs:SendMessage", queue)).Where(r => !Access.IsGivenToRole(template, role, r)))
            {
                yield return (role, $"Failed runs go to {queue}, and the role has no {request.Action} on {request.Resource}.");
            }
        }
    }
}
