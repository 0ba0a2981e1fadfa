using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>Log groups: how long they keep, and with which key.</summary>
internal static class LogRules
{
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    private static readonly int[] Days = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    private static readonly string[] Uses = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"];

    /// <summary>Every group ends its events after a number of days that CloudWatch Logs takes, whichever the parameter permits.</summary>
    public static IEnumerable<(string, string)> RetentionIsAllowed(ExpandedTemplate template) =>
        from id in template.Resources.Keys
        where template.Resources[id]["Type"]!.GetValue<string>() == "AWS::Logs::LogGroup"
        let retention = template.Source["Resources"]![id]!["Properties"]!["RetentionInDays"]
        let parameter = retention is JsonObject call ? template.Source["Parameters"]![call["Ref"]!.GetValue<string>()] : null
        let values = parameter is null ? [retention] : parameter["AllowedValues"]?.AsArray().ToList() ?? []
        where values.Count == 0 || values.Any(v => v is null || !Days.Contains(int.Parse(v.ToString(), CultureInfo.InvariantCulture)))
        select (id, $"RetentionInDays {string.Join(", ", values)}: one of {string.Join(", ", Days)}.");

    /// <summary>
    /// Every group has a key whose policy lets CloudWatch Logs use it for that group
    /// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
    /// </summary>
    public static IEnumerable<(string, string)> GroupsAreEncrypted(ExpandedTemplate template)
    {
        var keys = template.OfType("AWS::KMS::Key").ToDictionary(k => Access.ArnOf(template, k.Id), k => k.Properties);
        return from logs in template.OfType("AWS::Logs::LogGroup")
               let arn = $"arn:aws:logs:{template.Region}:{ResourceNames.Account}:log-group:{logs.Properties["LogGroupName"]}"
               let key = logs.Properties["KmsKeyId"]?.GetValue<string>()
               where key is null || !keys.TryGetValue(key, out var properties) || !MayUse(properties, template.Region, arn)
               select (logs.Id, key is null ? "KmsKeyId is missing." : $"The key's policy does not let logs.{template.Region}.amazonaws.com use it for {arn}.");
    }

    private static bool MayUse(JsonObject key, string region, string group)
    {
        var policy = Policy.Parse(key["KeyPolicy"]!);
        return Uses.All(action => Policy.Decide(
            [policy],
            new AccessRequest(action, "*") { Principal = ("Service", $"logs.{region}.amazonaws.com") }.With("kms:EncryptionContext:aws:logs:arn", group)) == Decision.Allow);
    }
}
