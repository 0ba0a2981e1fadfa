using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>Which changes EventBridge tells of: those of this deployment's parameters and of this stack.</summary>
public sealed class ConfigurationRulesTests
{
    [Theory]
    [InlineData("/opsagent", "/opsagent/")]
    [InlineData("/ops/eu", "/ops/eu/")]
    public async Task Parameters_BelowThePrefixAlone_AreToldOf(string prefix, string begin)
    {
        var pattern = await PatternAsync("ParameterChanges", $"ParameterPrefix={prefix}");

        Assert.Equal(("""["aws.ssm"]""", """["Parameter Store Change"]"""), (pattern["source"]!.ToJsonString(), pattern["detail-type"]!.ToJsonString()));
        Assert.Equal($$$"""{"name":[{"prefix":"{{{begin}}}"}]}""", pattern["detail"]!.ToJsonString());
    }

    [Fact]
    public async Task Stack_ThisOneAlone_IsToldOfWhenAnOperationEndsOrItIsAboutToGo()
    {
        var pattern = await PatternAsync("StackChanges");

        Assert.Equal(("""["aws.cloudformation"]""", """["CloudFormation Stack Status Change"]"""), (pattern["source"]!.ToJsonString(), pattern["detail-type"]!.ToJsonString()));
        Assert.Equal(
            """["arn:aws:cloudformation:us-east-1:123456789012:stack/opsagent-controller-test/1a2b3c4d-0000-4000-8000-000000000001"]""",
            pattern["detail"]!["stack-id"]!.ToJsonString());
        Assert.Equal("""[{"suffix":"_COMPLETE"},{"suffix":"_FAILED"},"DELETE_IN_PROGRESS"]""", pattern["detail"]!["status-details"]!["status"]!.ToJsonString());
    }

    private static async Task<JsonNode> PatternAsync(string rule, params string[] parameters) =>
        (await ExpandedTemplate.OfAsync(parameters)).Properties($"ConfigurationChangesFunction{rule}")["EventPattern"]!;
}
