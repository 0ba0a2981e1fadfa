using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails;

public sealed class TagPolicyTests
{
    private static readonly TagPolicy Policy = TagPolicy.Standard("production");

    [Theory]
    [InlineData("high")]
    [InlineData("critical")]
    public async Task Check_EveryTagIsThere_RefusesNothing(string criticality) =>
        Assert.Null(await CheckAsync(Instances.Web.WithTag("CriticalityLevel", criticality)));

    [Theory]
    [InlineData("OpsAgentManaged", "OpsAgentManaged=true", "Key=OpsAgentManaged,Value=true")]
    [InlineData("Environment", "Environment=production", "Key=Environment,Value=production")]
    [InlineData("CriticalityLevel", "CriticalityLevel=high|critical", "Key=CriticalityLevel,Value=high")]
    public async Task Check_TagIsMissing_NamesItAndTheCommandThatAddsIt(string key, string needed, string added)
    {
        var refusal = await CheckAsync(Instances.Web.WithoutTag(key));

        var command = $"aws ec2 create-tags --resources i-0a1b2c3d4e5f60001 --tags {added}";
        Assert.Equal(
            $"Tag validation failed: i-0a1b2c3d4e5f60001 (web-1) needs {needed}. If OpsAgent may manage it, add the tag and propose again: {command}",
            refusal!.Message);
        Assert.Equal((ErrorCode.TagValidationFailed, command, Instances.Web.Arn), (refusal.Code, refusal.Detail("how_to_fix"), refusal.Detail("resource")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, refusal.Details!.Value.GetProperty("found").GetProperty(key).ValueKind);
    }

    [Theory]
    [InlineData("OpsAgentManaged", "opsagentmanaged")]
    [InlineData("OpsAgentManaged", "OPSAGENTMANAGED")]
    [InlineData("OpsAgentManaged", "OpsAgentManaged ")]
    [InlineData("OpsAgentManaged", "OpsAgentManaged\u200d")]
    [InlineData("Environment", "environment")]
    [InlineData("CriticalityLevel", "criticalitylevel")]
    [InlineData("CriticalityLevel", "Criticalitylevel")]
    public async Task Check_NameInAnotherSpelling_IsRefused(string key, string spelt) =>
        Assert.NotNull(await CheckAsync(Instances.Web.WithoutTag(key).WithTag(spelt, Instances.Web.Tags[key])));

    [Theory]
    [InlineData("OpsAgentManaged", "True")]
    [InlineData("OpsAgentManaged", "false")]
    [InlineData("OpsAgentManaged", "")]
    [InlineData("OpsAgentManaged", " true")]
    [InlineData("Environment", "Production")]
    [InlineData("Environment", "staging")]
    [InlineData("CriticalityLevel", "High")]
    [InlineData("CriticalityLevel", "medium")]
    [InlineData("CriticalityLevel", "low")]
    [InlineData("CriticalityLevel", "high|critical")]
    public async Task Check_AnotherValue_ShowsWhatWasFound(string key, string value)
    {
        var refusal = await CheckAsync(Instances.Web.WithTag(key, value));

        Assert.NotNull(refusal);
        Assert.Equal(value, refusal.Details!.Value.GetProperty("found").GetProperty(key).GetString());
    }

    [Fact]
    public async Task Check_NoTagAtAll_NamesEveryOneAndFixesThemWithOneCommand()
    {
        var refusal = await CheckAsync(Instances.Web with { Tags = Instances.Tags() });

        Assert.NotNull(refusal);
        Assert.Equal(
            "aws ec2 create-tags --resources i-0a1b2c3d4e5f60001 --tags Key=OpsAgentManaged,Value=true Key=Environment,Value=production Key=CriticalityLevel,Value=high",
            refusal.Detail("how_to_fix"));
        Assert.Contains("needs OpsAgentManaged=true, Environment=production, CriticalityLevel=high|critical.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(
            """{"OpsAgentManaged":"true","Environment":"production","CriticalityLevel":"high|critical"}""",
            refusal.Details!.Value.GetProperty("required").GetRawText());
    }

    [Fact]
    public async Task Check_HowToFix_FixesIt()
    {
        var bare = Instances.Web with { Tags = Instances.Tags(("Name", "web-1")) };
        var command = (await CheckAsync(bare))!.Detail("how_to_fix")!;

        foreach (var tag in command.Split(' ').Where(w => w.StartsWith("Key=", StringComparison.Ordinal)))
        {
            var (key, value) = (tag.Split(',')[0][4..], tag.Split(',')[1][6..]);
            bare = bare.WithTag(key, value);
        }

        Assert.Null(await CheckAsync(bare));
    }

    [Fact]
    public async Task Check_AnotherPolicy_AsksForItsTagsAlone()
    {
        var policy = new TagPolicy(new RequiredTag("Team", "ops", "dev"));
        var target = await RebootEc2Tests.TargetAsync(Instances.Web.WithTag("Team", "dev").WithoutTag("OpsAgentManaged"));

        Assert.Null(policy.Check(new RebootEc2(), target));
        Assert.NotNull(new TagPolicy(new RequiredTag("Team", "ops")).Check(new RebootEc2(), target));
    }

    private static async Task<Refusal?> CheckAsync(Instance instance) => Policy.Check(new RebootEc2(), await RebootEc2Tests.TargetAsync(instance));
}
