using System.Globalization;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails;

/// <summary>The standard policy to the letter: a word more or less lets OpsAgent at machines that nobody gave it.</summary>
public sealed class StandardPolicyTests
{
    [Fact]
    public void Standard_AsksForThreeTagsByTheseNamesAndValues() => Assert.Equal(
        ["OpsAgentManaged=true", "Environment=staging", "CriticalityLevel=high|critical"],
        TagPolicy.Standard("staging").Required.Select(t => t.ToString()));

    [Theory]
    [InlineData(0.4, "1")]
    [InlineData(1.4, "1")]
    [InlineData(12.6, "13")]
    [InlineData(59.4, "59")]
    public void Assess_TheSameChangeLately_TellsWholeMinutes(double minutes, string told)
    {
        var target = new RebootEc2().StateOf(new RebootEc2Target(Instances.Web));

        var risk = new RiskPolicy().Assess(new RebootEc2(), new Arguments(Proposals.New().Plan.Parameters), target, RiskPolicyTests.History(TimeSpan.FromMinutes(minutes)), Moments.Start);

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"The same change was made here {told} min ago; doing it again may not be the cure."),
            risk.Reasons[^1]);
    }
}
