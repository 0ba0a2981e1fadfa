using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>How ChatWorker gets its work: jobs that are dropped in time, and the changes of proposals and of nothing else.</summary>
public sealed class ChannelTests
{
    [Fact]
    public async Task Proposals_AreFollowedByTheirStream_WithWhatTheyAreNow()
    {
        var template = await ExpandedTemplate.TestAsync();
        var mapping = template.Properties("ProposalChanges");

        Assert.Equal("""{"StreamViewType":"NEW_IMAGE"}""", template.Properties("ApprovalsTable")["StreamSpecification"]!.ToJsonString());
        Assert.Equal(
            ("arn:aws:dynamodb:us-east-1:123456789012:table/opsagent-approvals-test/stream/2026-11-28T00:00:00.000", "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-chat-worker:live"),
            ((string?)mapping["EventSourceArn"], (string?)mapping["FunctionName"]));
        Assert.Equal(("LATEST", 10, true, 900), ((string?)mapping["StartingPosition"], (int?)mapping["BatchSize"], (bool?)mapping["BisectBatchOnFunctionError"], (int?)mapping["MaximumRecordAgeInSeconds"]));
        Assert.Equal("""{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:opsagent-dead-letters-test"}}""", mapping["DestinationConfig"]!.ToJsonString());
        Assert.DoesNotContain(template.OfType("AWS::DynamoDB::Table"), t => t.Id != "ApprovalsTable" && t.Properties["StreamSpecification"] is not null);
    }

    [Theory]
    [InlineData("INSERT", "proposal#01m84jhwnpv8xmxftddspfch58", true)]
    [InlineData("MODIFY", "proposal#01m84jhwnpv8xmxftddspfch58", true)]
    [InlineData("REMOVE", "proposal#01m84jhwnpv8xmxftddspfch58", false)]
    [InlineData("INSERT", "lease#arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0", false)]
    [InlineData("INSERT", "token#0123", false)]
    [InlineData("MODIFY", "budget#ten-a-day", false)]
    [InlineData("MODIFY", "target#arn:aws:ecs:us-east-1:123456789012:service/main/web#scale_ecs_service", false)]
    [InlineData("INSERT", "idempotency#lead@example.com#proposal#1", false)]
    public async Task Record_OfAProposalThatIsThere_IsTold_AndNoOther(string change, string key, bool isTold)
    {
        var filter = (await ExpandedTemplate.TestAsync()).Properties("ProposalChanges")["FilterCriteria"]!["Filters"]!.AsArray();
        var pattern = JsonNode.Parse(Assert.Single(filter)!["Pattern"]!.GetValue<string>())!;
        var record = new JsonObject { ["eventName"] = change, ["dynamodb"] = new JsonObject { ["Keys"] = new JsonObject { ["pk"] = new JsonObject { ["S"] = key } } } };

        Assert.Equal(isTold, Matches(pattern, record));
    }

    // CloudFormation cannot know the name of a stream that it did not make.
    [Theory]
    [InlineData(null, null, "opsagent-approvals-test/stream/2026-11-28T00:00:00.000")]
    [InlineData("ApprovalsTableSuffix=-restored", null, null)]
    [InlineData("ApprovalsTableSuffix=-restored", "opsagent-approvals-test-restored/stream/2026-11-28T01:02:03.456", "opsagent-approvals-test-restored/stream/2026-11-28T01:02:03.456")]
    public async Task Stream_OfATableThatWasRestored_IsTheOneThatIsNamed(string? suffix, string? named, string? followed)
    {
        const string tables = "arn:aws:dynamodb:us-east-1:123456789012:table/";
        var template = (await ExpandedTemplate.TestAsync()).With(new[] { suffix, named is null ? null : $"ApprovalsStreamArn={tables}{named}" }.OfType<string>());

        Assert.Equal(followed is null ? null : tables + followed, template.Resources.ContainsKey("ProposalChanges") ? (string?)template.Properties("ProposalChanges")["EventSourceArn"] : null);
    }

    // A job holds a request as its service signed it. Lambda would put the whole of it into a queue.
    [Fact]
    public async Task Job_ThatFails_IsTriedWhileItsSignatureCounts_AndKeptNowhere()
    {
        var template = await ExpandedTemplate.TestAsync();
        var invoke = template.OfType("AWS::Lambda::EventInvokeConfig").Single(c => c.Properties["FunctionName"]!.GetValue<string>().EndsWith("-chat-worker", StringComparison.Ordinal)).Properties;

        Assert.Equal((300, 2), ((int?)invoke["MaximumEventAgeInSeconds"], (int?)invoke["MaximumRetryAttempts"]));
        Assert.Null(invoke["DestinationConfig"]?["OnFailure"]);
        Assert.Null(template.Properties("ChatWorkerFunction")["DeadLetterConfig"]);
    }

    // As EventBridge matches what this pattern uses.
    private static bool Matches(JsonNode pattern, JsonNode? value) => pattern switch
    {
        JsonObject members => members.All(m => Matches(m.Value!, value?[m.Key])),
        JsonArray options => options.Any(o => o is JsonObject prefix ? value!.GetValue<string>().StartsWith(prefix["prefix"]!.GetValue<string>(), StringComparison.Ordinal) : o!.GetValue<string>() == value!.GetValue<string>()),
        _ => throw new NotSupportedException(pattern.ToJsonString()),
    };
}
