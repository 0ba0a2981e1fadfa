using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

public sealed class TemplateRulesTests
{
    [Fact]
    public async Task Template_BreaksNoRule()
    {
        var findings = TemplateRules.Check(await ExpandedTemplate.TestAsync());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }
}
