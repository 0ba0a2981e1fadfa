using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Monitoring;

/// <summary>Alarms, dashboard and saved queries use existing metrics and log fields, with the thresholds of the production guide.</summary>
public sealed class MonitoringTests
{
    [Fact]
    public async Task Metrics_OfAlarmsAndDashboard_AreEmitted() => Assert.Empty(NotEmitted(await ExpandedTemplate.TestAsync()));

    [Theory]
    [InlineData("AuditWritesFailing", "MetricName", "AuditWriteFailure")]
    [InlineData("UnauthorizedAccess", "Namespace", "AWS/APIGateway")]
    public async Task Metrics_WithAPlantedMistake_AreFound(string alarm, string property, string value)
    {
        var planted = (await ExpandedTemplate.TestAsync()).Changed(s => s["Resources"]![alarm]!["Properties"]![property] = value);
        Assert.StartsWith(alarm, Assert.Single(NotEmitted(planted)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_EveryOneOfOurs_IsLookedAt()
    {
        var used = UsedMetrics.Of(await ExpandedTemplate.TestAsync()).Select(u => u.Metric.Name).ToHashSet();
        Assert.Empty(EmittedMetrics.Ours().Select(m => m.Name).Distinct().Except(used));
    }

    [Fact]
    public async Task Dimensions_NameResourcesOfTheTemplate()
    {
        var template = await ExpandedTemplate.TestAsync();
        var names = new Dictionary<string, HashSet<string>>
        {
            ["ApiName"] = [.. template.OfType("AWS::ApiGateway::RestApi").Select(r => r.Properties["Name"]!.GetValue<string>())],
            ["Stage"] = ["test"],
            ["Environment"] = ["test"],
            ["FunctionName"] = [.. template.OfType("AWS::Lambda::Function").Select(r => r.Properties["FunctionName"]!.GetValue<string>())],
            ["QueueName"] = [.. template.OfType("AWS::SQS::Queue").Select(r => r.Properties["QueueName"]!.GetValue<string>())],
            ["StateMachineArn"] = ["arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation-test"],
            ["TableName"] = [.. template.OfType("AWS::DynamoDB::Table").Select(r => r.Properties["TableName"]!.GetValue<string>())],
        };
        Assert.All(UsedMetrics.Of(template).SelectMany(u => u.Values), value => Assert.Contains(value.Value, names[value.Key]));
    }

    [Theory]
    [InlineData("HighErrorRate", 5, 2, 300, "Sum")]
    [InlineData("HighLatency", 10000, 2, 300, "Average")]
    [InlineData("UnauthorizedAccess", 10, 1, 300, "Sum")]
    public async Task Alarms_OfTheGuide_HaveItsNamesAndFigures(string name, int threshold, int periods, int period, string statistic)
    {
        var alarm = (await ExpandedTemplate.OfAsync("Environment=production")).Properties(name);
        Assert.Equal($"OpsAgent-Production-{name}", alarm["AlarmName"]!.GetValue<string>());
        Assert.Equal(threshold, alarm["Threshold"]!.GetValue<int>());
        Assert.Equal(periods, alarm["EvaluationPeriods"]!.GetValue<int>());
        Assert.Equal("GreaterThanThreshold", alarm["ComparisonOperator"]!.GetValue<string>());
        Assert.Equal("arn:aws:sns:us-east-1:123456789012:opsagent-notifications-production", alarm["AlarmActions"]![0]!.GetValue<string>());
        var statistics = alarm["Metrics"] is JsonArray metrics
            ? metrics.Where(m => m!["MetricStat"] is not null).Select(m => (m!["MetricStat"]!["Period"]!.GetValue<int>(), m["MetricStat"]!["Stat"]!.GetValue<string>()))
            : [(alarm["Period"]!.GetValue<int>(), alarm["Statistic"]!.GetValue<string>())];
        Assert.All(statistics, actual => Assert.Equal((period, statistic), actual));
    }

    // How long each looks back, and what for.
    [Theory]
    [InlineData("BreakGlassUsed", "BreakGlassUsed", "Sum", 60, 1, "GreaterThanThreshold", 0)]
    [InlineData("BreakGlassUnreviewed", "BreakGlassUnreviewed", "Minimum", 3600, 24, "GreaterThanThreshold", 0)]
    [InlineData("AuditFindings", "AuditFindings", "Sum", 3600, 1, "GreaterThanThreshold", 0)]
    [InlineData("AuditDigestNotRunning", "AuditDigests", "Sum", 3600, 3, "LessThanThreshold", 1)]
    [InlineData("PolicyBroken", "PolicyBroken", "Sum", 60, 1, "GreaterThanThreshold", 0)]
    public async Task Alarms_OfRulesAndProof_RingForTheOnce_AndForWhatStays(string name, string metric, string statistic, int period, int periods, string comparison, int threshold)
    {
        var alarm = (await ExpandedTemplate.TestAsync()).Properties(name);
        Assert.Equal(("OpsAgent", metric, statistic), ((string?)alarm["Namespace"], (string?)alarm["MetricName"], (string?)alarm["Statistic"]));
        Assert.Equal((period, periods, threshold), ((int?)alarm["Period"], (int?)alarm["EvaluationPeriods"], (int?)alarm["Threshold"]));
        Assert.Equal(comparison, (string?)alarm["ComparisonOperator"]);
        Assert.Equal("""[{"Name":"Environment","Value":"test"}]""", alarm["Dimensions"]!.ToJsonString());
    }

    [Fact]
    public async Task Alarms_AreTheGuidesAndOurs_AndTellTheTopic()
    {
        var alarms = (await ExpandedTemplate.OfAsync("CreateCanary=true")).OfType("AWS::CloudWatch::Alarm").ToList();
        Assert.Equal(
            [
                "ApprovalsWaiting", "AuditDigestNotRunning", "AuditFindings", "AuditWritesFailing", "BreakGlassUnreviewed", "BreakGlassUsed", "CanaryFailing", "ChatAnswersLate", "ChatJobsDropped", "ChatThrottled", "ChatWorkerNearTimeout", "DeadLettersWaiting", "HighErrorRate", "HighLatency", "PolicyBroken",
                "ProposalMessagesLate", "ReconcilerNotRunning", "ServerErrors", "SignatureInvalid",
                "StepsThrottled", "TablesThrottled", "Throttled", "UnauthorizedAccess", "WorkflowsFailed", "WorkflowsTimedOut",
            ],
            alarms.Select(a => a.Id));
        Assert.All(alarms, a => Assert.Equal($"OpsAgent-test-{a.Id}", a.Properties["AlarmName"]!.GetValue<string>()));
        Assert.All(alarms, a => Assert.Equal("""["arn:aws:sns:us-east-1:123456789012:opsagent-notifications-test"]""", a.Properties["AlarmActions"]!.ToJsonString()));
        // No requests, as at night, are no alarm; no run of what runs by the clock is one.
        Assert.All(alarms, a => Assert.Equal(a.Id is "ReconcilerNotRunning" or "AuditDigestNotRunning" ? "breaching" : "notBreaching", a.Properties["TreatMissingData"]!.GetValue<string>()));
        // CloudWatch takes ten metrics for one alarm.
        Assert.All(alarms, a => Assert.InRange((a.Properties["Metrics"] as JsonArray)?.Count ?? 1, 1, 10));
    }

    [Fact]
    public async Task Dashboard_ShowsEveryFunctionAndTable()
    {
        var template = await ExpandedTemplate.TestAsync();
        var dashboardMetrics = UsedMetrics.Of(template).Where(u => u.Where.StartsWith("Dashboard", StringComparison.Ordinal)).ToList();
        var functions = template.OfType("AWS::Lambda::Function").Select(r => r.Properties["FunctionName"]!.GetValue<string>()).ToList();
        foreach (var metric in new[] { "Invocations", "Errors", "Duration" })
        {
            Assert.Equal(functions.Order(StringComparer.Ordinal), dashboardMetrics.Where(u => u.Metric.Name == metric).Select(u => u.Values["FunctionName"]).Order(StringComparer.Ordinal));
        }

        var tables = template.OfType("AWS::DynamoDB::Table").Select(r => r.Properties["TableName"]!.GetValue<string>()).ToHashSet();
        foreach (var metric in new[] { "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents" })
        {
            Assert.Equal(tables, dashboardMetrics.Where(u => u.Metric.Name == metric).Select(u => u.Values["TableName"]).ToHashSet());
        }
    }

    [Theory]
    [InlineData("ErrorAnalysis", "Error Analysis", "fields @timestamp, @message, correlation_id, user_id\n| filter @message like /ERROR|\"level\":\"Error\"/\n| sort @timestamp desc\n| limit 100\n")]
    [InlineData("PerformanceAnalysis", "Performance Analysis", "fields @timestamp, @duration, @requestId, operation\n| filter @type = \"REPORT\"\n| stats avg(@duration), max(@duration), min(@duration) by bin(5m)\n")]
    [InlineData("ApprovalWorkflowTracking", "Approval Workflow Tracking", "fields @timestamp, event_type, user_id, operation, proposal_id\n| filter event_type in [\"approval_requested\", \"approval_granted\", \"approval_denied\"]\n| sort @timestamp desc\n| limit 50\n")]
    public async Task Queries_AreTheGuides_OnTheFunctionsLog(string id, string name, string text)
    {
        var query = (await ExpandedTemplate.TestAsync()).Properties(id);
        Assert.Equal($"opsagent-test/{name}", query["Name"]!.GetValue<string>());
        Assert.Equal(text, query["QueryString"]!.GetValue<string>());
        Assert.Equal("""["/aws/lambda/opsagent-controller-test"]""", query["LogGroupNames"]!.ToJsonString());
    }

    private static IReadOnlyList<string> NotEmitted(ExpandedTemplate template)
    {
        var emitted = EmittedMetrics.Ours().Concat(EmittedMetrics.Aws()).ToHashSet();
        return [.. UsedMetrics.Of(template).Where(u => !emitted.Contains(u.Metric)).Select(u => $"{u.Where}: {u.Metric}")];
    }
}
