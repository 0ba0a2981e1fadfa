using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Stack;

/// <summary>The expanded template, created: its tables, parameters, topic, roles, key, functions' environments and state machine carry writes.</summary>
public sealed class StackEndToEndTests
{
    [Fact]
    public async Task Stack_CarriesWritesFromProposalToAudit()
    {
        await using var stack = await DeployedStack.CreateAsync("AllowAssertedDecisions=true");

        var scaled = await CarryAsync(stack, "scale_ecs_service", new JsonObject { ["cluster"] = "main", ["service"] = "web", ["desired_count"] = 4 });
        var rebooted = await CarryAsync(stack, "reboot_ec2", new JsonObject { ["instance_id"] = stack.Tagged });

        var services = await stack.EcsAsync("DescribeServices", """{"cluster":"main","services":["web"]}""");
        Assert.Equal(4, services["services"]![0]!["desiredCount"]!.GetValue<int>());
        foreach (var id in new[] { scaled, rebooted })
        {
            Assert.Equal(["request_received", "proposal_created", "approval_requested", "approval_granted", "action_executed"], (await AuditAsync(stack, id)).Take(5));
        }

        // Every step was invoked by the state machine that CloudFormation made, by the alias that its definition names.
        Assert.Superset(
            new HashSet<string>(["validate-tags", "assess-risk", "request-approval", "execute-action"]),
            stack.Invoked.Select(n => n["opsagent-controller-test-".Length..]).ToHashSet());
    }

    [Fact]
    public async Task Stack_WithStandardParameters_TakesNoDecisionOfAnAssertedUser_AndRefusesWhatIsNotTagged()
    {
        await using var stack = await DeployedStack.CreateAsync();

        var refused = await stack.PostAsync("/operations/reboot_ec2", Flat(new JsonObject { ["instance_id"] = stack.Untagged }));
        Assert.Contains("TAG_VALIDATION_FAILED", refused.ToJsonString(), StringComparison.Ordinal);
        var proposed = await stack.PostAsync("/operations/reboot_ec2", Flat(new JsonObject { ["instance_id"] = stack.Tagged }));
        Assert.True(proposed["success"]!.GetValue<bool>(), $"{proposed.ToJsonString()}\n{await stack.HistoryAsync("reboot_ec2", proposed)}");
        var approved = await stack.PostAsync("/operations/approve", Decision(proposed["approval_token"]!.GetValue<string>()));
        Assert.Contains("VERIFIED_IDENTITY_REQUIRED", approved.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeftOut_AreTypesOfTheTemplate()
    {
        var types = (await ExpandedTemplate.TestAsync()).Source["Resources"]!.AsObject().Select(r => r.Value!["Type"]!.GetValue<string>()).ToHashSet();
        Assert.Empty(MotoGaps.LeftOut.Keys.Except(types));
    }

    private static async Task<string> CarryAsync(DeployedStack stack, string operation, JsonObject parameters)
    {
        var proposed = await stack.PostAsync($"/operations/{operation}", Flat(parameters));
        Assert.True(proposed["success"]!.GetValue<bool>(), $"{proposed.ToJsonString()}\n{await stack.HistoryAsync(operation, proposed)}");
        var approved = await stack.PostAsync("/operations/approve", Decision(proposed["approval_token"]!.GetValue<string>()));
        Assert.True(approved["success"]!.GetValue<bool>(), approved.ToJsonString());
        Assert.Equal("EXECUTED", approved["execution_status"]!.GetValue<string>());
        return proposed["proposal_id"]!.GetValue<string>();
    }

    private static JsonObject Flat(JsonObject parameters)
    {
        parameters["reason"] = "The queue grows since eight";
        parameters["user_id"] = "engineer@example.com";
        return parameters;
    }

    private static JsonObject Decision(string token) => new()
    {
        ["operation"] = "approve_action",
        ["parameters"] = new JsonObject { ["approval_token"] = token },
        ["user_context"] = new JsonObject { ["user_id"] = "lead@example.com" },
    };

    private static async Task<IReadOnlyList<string>> AuditAsync(DeployedStack stack, string proposalId)
    {
        var found = await stack.Aws.JsonAsync("dynamodb", "DynamoDB_20120810.Query", new JsonObject
        {
            ["TableName"] = "opsagent-audit-test",
            ["KeyConditionExpression"] = "#chain = :chain",
            ["ExpressionAttributeNames"] = new JsonObject { ["#chain"] = "chain" },
            ["ExpressionAttributeValues"] = new JsonObject { [":chain"] = new JsonObject { ["S"] = proposalId } },
        });
        return [.. found["Items"]!.AsArray().Select(i => i!["event_type"]!["S"]!.GetValue<string>())];
    }
}
