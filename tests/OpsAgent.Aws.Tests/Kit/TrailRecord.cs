using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>
/// One event as LookupEvents tells it, with the whole record of what happened as a string inside: request parameters and
/// response elements included, which nobody may see.
/// </summary>
internal static class TrailRecord
{
    public const string Secret = "hunter2-in-the-request";

    private static int s_last;

    public static JsonObject Of(
        DateTimeOffset at, string name, string source, string user, string address, string? errorCode, IEnumerable<string> resources, string? sourceIdentity = null)
    {
        var reads = name.StartsWith("Describe", StringComparison.Ordinal);
        var id = string.Create(CultureInfo.InvariantCulture, $"6f4a2b1c-0000-4000-8000-{Interlocked.Increment(ref s_last):d12}");
        var context = new JsonObject
        {
            ["sessionIssuer"] = new JsonObject { ["type"] = "Role", ["principalId"] = "AROAFAKEFAKEFAKEFAKE", ["arn"] = "arn:aws:iam::123456789012:role/deploy", ["accountId"] = "123456789012", ["userName"] = "deploy" },
            ["attributes"] = new JsonObject { ["creationDate"] = "2026-03-14T08:00:00Z", ["mfaAuthenticated"] = "false" },
        };
        if (sourceIdentity is not null)
        {
            context["sourceIdentity"] = sourceIdentity;
        }

        var record = new JsonObject
        {
            ["eventVersion"] = "1.10",
            ["userIdentity"] = new JsonObject
            {
                ["type"] = "AssumedRole",
                ["principalId"] = $"AROAFAKEFAKEFAKEFAKE:{user}",
                ["arn"] = $"arn:aws:sts::123456789012:assumed-role/deploy/{user}",
                ["accountId"] = "123456789012",
                ["accessKeyId"] = "ASIAFAKEFAKEFAKEFAKE",
                ["sessionContext"] = context,
            },
            ["eventTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["eventSource"] = source,
            ["eventName"] = name,
            ["awsRegion"] = "us-east-1",
            ["sourceIPAddress"] = address,
            ["userAgent"] = "aws-cli/2.17.0",
            ["requestParameters"] = new JsonObject { ["environment"] = new JsonObject { ["PASSWORD"] = Secret } },
            ["responseElements"] = new JsonObject { ["password"] = Secret },
            ["eventID"] = id,
            ["readOnly"] = reads,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = "123456789012",
            ["eventCategory"] = "Management",
        };
        if (errorCode is not null)
        {
            (record["errorCode"], record["errorMessage"]) = (errorCode, "raw words of AWS");
        }

        return JsonNode.Parse(new JsonObject
        {
            ["EventId"] = id,
            ["EventName"] = name,
            ["ReadOnly"] = reads ? "true" : "false",
            ["AccessKeyId"] = "ASIAFAKEFAKEFAKEFAKE",
            ["EventTime"] = at.ToUnixTimeMilliseconds() / 1000.0,
            ["EventSource"] = source,
            ["Username"] = user,
            ["Resources"] = new JsonArray([.. resources.Select(r => (JsonNode)new JsonObject { ["ResourceType"] = "AWS::Any::Resource", ["ResourceName"] = r })]),
            ["CloudTrailEvent"] = record.ToJsonString(),
        }.ToJsonString())!.AsObject();
    }
}
