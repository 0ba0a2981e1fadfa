using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Core.Audit;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>A list of people, the policy and the stack are changed, EventBridge tells of one change twice, and of another deployment's.</summary>
internal static class ConfigurationStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var list = Event("aws.ssm", "Parameter Store Change", new JsonObject { ["operation"] = "Update", ["name"] = "/opsagent/approvers", ["type"] = "StringList" });
        // Another delivery of the event is recorded in between: this one is delivered again.
        await stage.FailAsync(FunctionNames.ConfigurationChanges, list.DeepClone().AsObject(), nameof(AuditWriteException), Incident.Rival);
        Assert.Equal("recorded", await TellAsync(stage, list));
        Assert.Equal("repeated", await TellAsync(stage, list));
        Assert.Equal("recorded", await TellAsync(stage, Event("aws.ssm", "Parameter Store Change", new JsonObject { ["operation"] = "Update", ["name"] = "/opsagent/policy", ["type"] = "String" })));
        Assert.Equal("recorded", await TellAsync(stage, Event("aws.cloudformation", "CloudFormation Stack Status Change", new JsonObject
        {
            ["stack-id"] = "arn:aws:cloudformation:us-east-1:123456789012:stack/opsagent-controller-test/1a2b3c4d-0000-4000-8000-000000000001",
            ["status-details"] = new JsonObject { ["status"] = "UPDATE_COMPLETE", ["status-reason"] = string.Empty },
        })));
        Assert.Equal("refused", await TellAsync(stage, Event("aws.ssm", "Parameter Store Change", new JsonObject { ["operation"] = "Update", ["name"] = "/other/approvers", ["type"] = "String" })));
    }

    private static async Task<string> TellAsync(Stage stage, JsonObject change) => (await stage.StepAsync(FunctionNames.ConfigurationChanges, change))["outcome"]!.GetValue<string>();

    private static JsonObject Event(string source, string type, JsonObject detail) => new()
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString("D"),
        ["source"] = source,
        ["detail-type"] = type,
        ["account"] = "123456789012",
        ["time"] = "2026-03-14T09:00:00Z",
        ["region"] = "us-east-1",
        ["resources"] = new JsonArray(),
        ["detail"] = detail,
    };
}
