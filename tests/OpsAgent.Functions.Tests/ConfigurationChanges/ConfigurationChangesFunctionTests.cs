using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.ConfigurationChanges;

/// <summary>Events of EventBridge in the shapes that AWS documents: recorded once, told, and refused where they are none of ours.</summary>
public sealed class ConfigurationChangesFunctionTests
{
    private const string EventId = "6a7e4feb-b491-4cf7-a9f1-bf3703497718";
    private const string StackArn = "arn:aws:cloudformation:us-east-1:123456789012:stack/opsagent-controller-production/1a2b3c4d-0000-4000-8000-000000000001";

    private readonly Bench _bench = new();

    public static TheoryData<string, string> Foreign => new()
    {
        { "another deployment's parameter", ParameterEvent(name: "/opsagent-staging/approvers") },
        { "the prefix itself", ParameterEvent(name: "/opsagent") },
        { "a name with a line break", ParameterEvent(name: "/opsagent/a\nERROR") },
        { "another source", ParameterEvent().Replace("aws.ssm", "aws.ec2", StringComparison.Ordinal) },
        { "another kind", ParameterEvent().Replace("Parameter Store Change", "Parameter Store Policy Action", StringComparison.Ordinal) },
        { "an operation of many words", ParameterEvent(operation: "Update password=hunter2") },
        { "an id that may be a proposal's", ParameterEvent(id: "01kkng00000000000000000001") },
        { "no id", ParameterEvent().Replace("\"id\"", "\"i\"", StringComparison.Ordinal) },
        { "no time", ParameterEvent().Replace("2026-03-14T09:00:00Z", "yesterday", StringComparison.Ordinal) },
        { "a detail that is no object", """{"id":"6a7e4feb-b491-4cf7-a9f1-bf3703497718","source":"aws.ssm","detail-type":"Parameter Store Change","time":"2026-03-14T09:00:00Z","detail":[1]}""" },
        { "half a surrogate pair", ParameterEvent().Replace("StringList", "\\ud800", StringComparison.Ordinal) },
        { "a stack without a status", StackEvent().Replace("status-details", "details", StringComparison.Ordinal) },
        { "a stack that is none", StackEvent().Replace(":stack/", ":change/", StringComparison.Ordinal) },
    };

    [Fact]
    public async Task Handle_AChangedList_IsRecordedAndToldWithoutValues()
    {
        Assert.Equal("recorded", await HandleAsync(ParameterEvent()));

        var recorded = Assert.Single(_bench.Store.Audit.All);
        var fields = recorded.Fields();
        Assert.Equal((EventId, 1), (recorded.Chain, recorded.Sequence));
        Assert.Equal(
            ("configuration_changed", "/opsagent/approvers", "update", EventId),
            (fields.GetProperty("event_type").GetString(), fields.GetProperty("target").GetString(), fields.GetProperty("outcome").GetString(), fields.GetProperty("correlation_id").GetString()));
        Assert.Equal(
            """{"changed":"parameter","changed_at":"2026-03-14T09:00:00.000Z","operation":"Update","type":"StringList"}""",
            fields.GetProperty("details").GetRawText());
        Assert.Null(AuditChain.FindFirstProblem(EventId, [recorded], AuditChain.HeadOf(recorded)));
        var notice = Assert.Single(_bench.Notifier.Notices);
        Assert.Equal((NoticeKind.ConfigurationChanged, "/opsagent/approvers", "parameter"), (notice.Kind, notice.Subject, notice.Attributes["changed"]));
        Assert.Contains("aws ssm get-parameter-history --name /opsagent/approvers", notice.Text, StringComparison.Ordinal);
        Assert.Contains(_bench.Lines, l => l.Contains("configuration_changed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Create", "SecureString")]
    [InlineData("Update", "SecureString")]
    [InlineData("Delete", "StringList")]
    public async Task Handle_ASecretOrADeletedParameter_NamesNoHistory(string operation, string type)
    {
        Assert.Equal("recorded", await HandleAsync(ParameterEvent(name: "/opsagent/api-key", operation: operation, type: type)));

        Assert.DoesNotContain("get-parameter-history", Assert.Single(_bench.Notifier.Notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_TheStackIsUpdated_IsRecordedAndTold()
    {
        Assert.Equal("recorded", await HandleAsync(StackEvent()));

        var fields = Assert.Single(_bench.Store.Audit.All).Fields();
        Assert.Equal((StackArn, "update_complete"), (fields.GetProperty("target").GetString(), fields.GetProperty("outcome").GetString()));
        var notice = Assert.Single(_bench.Notifier.Notices);
        Assert.Equal(("opsagent-controller-production", "stack"), (notice.Subject, notice.Attributes["changed"]));
        // The reason is free text.
        Assert.DoesNotContain("hunter2", notice.Text + fields.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_TheSameEventAgain_IsRecordedOnce()
    {
        await HandleAsync(ParameterEvent());

        Assert.Equal("repeated", await HandleAsync(ParameterEvent()));

        Assert.Single(_bench.Store.Audit.All);
        Assert.Single(_bench.Notifier.Notices);
    }

    [Fact]
    public async Task Handle_TheAuditIsDown_FailsAndIsRecordedWhenItIsDeliveredAgain()
    {
        _bench.Store.Audit.IsDown = true;
        await Assert.ThrowsAsync<AuditWriteException>(() => HandleAsync(ParameterEvent()));
        _bench.Store.Audit.IsDown = false;

        Assert.Equal("recorded", await HandleAsync(ParameterEvent()));

        Assert.Single(_bench.Store.Audit.All);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Handle_AnEventThatIsNoneOfOurs_IsRefusedAndLoggedWithoutItsContent(string what, string given)
    {
        Assert.Equal("refused", await HandleAsync(given));

        Assert.Empty(_bench.Store.Audit.All);
        Assert.Empty(_bench.Notifier.Notices);
        var log = Assert.Single(_bench.Logger.Buffer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(log.Contains("ERROR", StringComparison.Ordinal) && log.Contains("refused an event", StringComparison.Ordinal), what);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ops/eu", "/ops/eu/approvers", "recorded")]
    [InlineData("/ops/eu", "/opsagent/approvers", "refused")]
    public async Task Handle_AnotherPrefix_IsTheDeploymentsOwn(string prefix, string name, string outcome)
    {
        var bench = new Bench { Agent = Bench.LocalAgent with { ParameterPrefix = prefix } };

        Assert.Equal(outcome, await HandleAsync(bench, ParameterEvent(name: name)));
    }

    private Task<string?> HandleAsync(string given) => HandleAsync(_bench, given);

    private static async Task<string?> HandleAsync(Bench bench, string given)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(given));
        using var output = await bench.Function(FunctionNames.ConfigurationChanges)(input, bench.Context());
        return (await JsonNode.ParseAsync(output))!["outcome"]!.GetValue<string>();
    }

    private static string ParameterEvent(string id = EventId, string name = "/opsagent/approvers", string operation = "Update", string type = "StringList") => new JsonObject
    {
        ["version"] = "0",
        ["id"] = id,
        ["detail-type"] = "Parameter Store Change",
        ["source"] = "aws.ssm",
        ["account"] = "123456789012",
        ["time"] = "2026-03-14T09:00:00Z",
        ["region"] = "us-east-1",
        ["resources"] = new JsonArray($"arn:aws:ssm:us-east-1:123456789012:parameter{name}"),
        ["detail"] = new JsonObject { ["operation"] = operation, ["name"] = name, ["type"] = type, ["description"] = "Who may approve; password=hunter2" },
    }.ToJsonString();

    private static string StackEvent() => new JsonObject
    {
        ["version"] = "0",
        ["source"] = "aws.cloudformation",
        ["account"] = "123456789012",
        ["id"] = EventId,
        ["region"] = "us-east-1",
        ["detail-type"] = "CloudFormation Stack Status Change",
        ["time"] = "2026-03-14T09:00:00Z",
        ["resources"] = new JsonArray(StackArn),
        ["detail"] = new JsonObject
        {
            ["stack-id"] = StackArn,
            ["status-details"] = new JsonObject { ["status"] = "UPDATE_COMPLETE", ["status-reason"] = "password=hunter2" },
            ["client-request-token"] = string.Empty,
        },
    }.ToJsonString();
}
