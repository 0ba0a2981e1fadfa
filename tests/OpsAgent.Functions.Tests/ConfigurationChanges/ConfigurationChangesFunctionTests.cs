using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
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

    [Fact]
    public async Task Handle_AChangedPolicy_IsRecordedAndToldWithWhatItChanges()
    {
        var (details, notice) = await ChangePolicyAsync(new FakeParameterHistory(
            Version("""{"format":1,"rules":[{"name":"gone","deny":"Stopped."},{"name":"two","approvals":2}]}""", -4000),
            Version("""{"format":1,"groups":{"dba":["lead@example.com"]},"rules":[{"name":"two","approvals":3},{"name":"freeze","one_of":["dba"]}]}""", 0.4),
            Version("""{"format":1}""", 90)));

        var policy = details.GetProperty("policy");
        Assert.Equal(
            """{"added":["freeze"],"changed":{"two":["approvals"]},"removed":["gone"]}""", policy.GetProperty("rules").GetRawText());
        Assert.Equal(["dba"], policy.GetProperty("groups").GetProperty("added").EnumerateArray().Select(g => g.GetString()));
        Assert.NotEqual(policy.GetProperty("before").GetString(), policy.GetProperty("after").GetString());
        Assert.EndsWith("What changed: Rule freeze is new: one_of. Rule two is changed: approvals. Rule gone is gone. Group dba is new: lead@example.com.", notice, StringComparison.Ordinal);
        Assert.Contains("get-parameter-history", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ABrokenPolicy_SaysThatWritesAreRefusedAndWhy()
    {
        var (details, notice) = await ChangePolicyAsync(new FakeParameterHistory(Version("""{"format":1}""", -4000), Version("""{"format":1,"rules":[{"name":"two","approvals":9}]}""", 0)));

        Assert.Equal("rule two: approvals must be a whole number from 1 to 5", Assert.Single(details.GetProperty("policy").GetProperty("broken").EnumerateArray()).GetString());
        Assert.Contains("Every write is refused now.", notice, StringComparison.Ordinal);
        Assert.Contains("rule two: approvals", notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Create", """{"format":1,"rules":[{"name":"two","approvals":2}]}""", null, "It is the first policy. Rule two is new: approvals.")]
    [InlineData("Update", """{"format":1,"rules":[{"name":"two","approvals":2}]}""", null, "What it was before is not kept any more. It has: Rule two is new: approvals.")]
    [InlineData("Update", """{"format":1,"rules":[{"name":"two","approvals":2}]}""", "{", "The policy before it could not be read, so that every write was refused; now it can. It has: Rule two is new: approvals.")]
    [InlineData("Update", """{"format":1}""", """{"rules":[],"format":1}""", "No rule and no group is other than before.")]
    [InlineData("Delete", null, null, "There is no policy any more: nothing holds for writes beyond the deployment's parameters.")]
    public async Task Handle_APolicyWithoutOneBefore_SaysSo(string operation, string? now, string? before, string expected)
    {
        var (_, notice) = await ChangePolicyAsync(
            new FakeParameterHistory([.. new[] { (before, -4000), (now, 0) }.Where(v => v.Item1 is not null).Select(v => Version(v.Item1!, v.Item2))]), operation);

        Assert.EndsWith($"What changed: {expected}", notice, StringComparison.Ordinal);
    }

    public static TheoryData<string, FakeParameterHistory?> Unknown => new()
    {
        { "there is none", null },
        { "it may not be read", new FakeParameterHistory { Failure = FakeParameterHistory.Denied } },
        { "it is empty", new FakeParameterHistory() },
        { "it is of another hour", new FakeParameterHistory(Version("""{"format":1}""", -3600)) },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Handle_APolicyWhoseHistoryDoesNotTell_IsRecordedAndToldAllTheSame(string why, FakeParameterHistory? history)
    {
        var (details, notice) = await ChangePolicyAsync(history);

        Assert.False(details.TryGetProperty("policy", out _), why);
        Assert.StartsWith("The parameter /opsagent/policy was changed (Update)", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("What changed", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_AnotherParameter_ReadsNoHistory()
    {
        var history = new FakeParameterHistory(Version("""{"format":1}""", 0));

        await HandleAsync(new Bench { ParameterHistory = history }, ParameterEvent(name: "/opsagent/policy-of-another"));

        Assert.Equal(0, history.Reads);
    }

    private static ParameterVersion Version(string value, double seconds) => new(value, Moments.After(seconds));

    private static async Task<(JsonElement Details, string Notice)> ChangePolicyAsync(FakeParameterHistory? history, string operation = "Update")
    {
        var bench = new Bench { ParameterHistory = history };
        Assert.Equal("recorded", await HandleAsync(bench, ParameterEvent(name: "/opsagent/policy", operation: operation, type: "String")));
        return (Assert.Single(bench.Store.Audit.All).Fields().GetProperty("details"), Assert.Single(bench.Notifier.Notices).Text);
    }

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
