using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Approvals;
using OpsAgent.Core.Tests.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails;

public sealed class RiskPolicyTests
{
    [Theory]
    [InlineData(-1, RiskLevel.Low)]
    [InlineData(0, RiskLevel.Low)]
    [InlineData(1, RiskLevel.Medium)]
    [InlineData(2, RiskLevel.High)]
    [InlineData(7, RiskLevel.High)]
    public void Assess_SumOfTheWeights_IsTheLevel(int weight, RiskLevel level) =>
        Assert.Equal(level, new RiskPolicy().Assess([new RiskFactor("a", weight + 1, "raises"), new RiskFactor("b", -1, "lowers")]).Level);

    [Fact]
    public void Assess_NoFactor_IsLowAndSaysWhy()
    {
        var risk = new RiskPolicy().Assess([]);

        Assert.Equal((RiskLevel.Low, "No rule raises the risk of this change."), (risk.Level, Assert.Single(risk.Reasons)));
    }

    [Fact]
    public void Assess_SeveralFactors_GivesEveryReasonInOrder() =>
        Assert.Equal(["first", "second"], new RiskPolicy().Assess([new RiskFactor("a", 1, "first"), new RiskFactor("b", -1, "second")]).Reasons);

    [Theory]
    [InlineData("low", RiskLevel.Low, "CriticalityLevel is low.")]
    [InlineData("medium", RiskLevel.Low, "CriticalityLevel is medium.")]
    [InlineData("high", RiskLevel.Medium, "CriticalityLevel is high.")]
    [InlineData("critical", RiskLevel.High, "CriticalityLevel is critical.")]
    [InlineData("Low", RiskLevel.High, "CriticalityLevel is not known, so it counts as critical.")]
    [InlineData("", RiskLevel.High, "CriticalityLevel is not known, so it counts as critical.")]
    public async Task Assess_Criticality_SetsTheLevelAndSaysSo(string criticality, RiskLevel level, string reason)
    {
        var risk = await AssessAsync(Instances.Web.WithTag("CriticalityLevel", criticality));

        Assert.Equal((level, reason), (risk.Level, risk.Reasons[0]));
    }

    [Fact]
    public async Task Assess_CriticalityIsMissing_CountsAsCritical() =>
        Assert.Equal(RiskLevel.High, (await AssessAsync(Instances.Web.WithoutTag("CriticalityLevel"))).Level);

    [Theory]
    [InlineData(0, RiskLevel.Medium, null)]
    [InlineData(1, RiskLevel.High, "One stored proposal for this target cannot be read, so a recent change here cannot be ruled out.")]
    [InlineData(3, RiskLevel.High, "3 stored proposals for this target cannot be read, so a recent change here cannot be ruled out.")]
    public async Task Assess_EarlierProposalsThatCannotBeRead_RaiseTheRiskAndAreTold(int unreadable, RiskLevel level, string? reason)
    {
        var risk = await AssessAsync(Instances.Web.WithTag("CriticalityLevel", "high"), unreadable: unreadable);

        Assert.Equal((level, reason), (risk.Level, risk.Reasons.Skip(1).SingleOrDefault()));
    }

    [Fact]
    public async Task Assess_UnhealthyAlready_LowersTheLevelAndSaysWhy()
    {
        var risk = await AssessAsync(Instances.Web with { InstanceCheck = "impaired" });

        Assert.Equal((RiskLevel.Low, 2), (risk.Level, risk.Reasons.Length));
        Assert.Contains("already fails a status check", risk.Reasons[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true, "1 min ago")]
    [InlineData(30, true, "1 min ago")]
    [InlineData(59 * 60, true, "59 min ago")]
    [InlineData(3600, false, null)]
    [InlineData(7200, false, null)]
    public async Task Assess_SameChangeBefore_RaisesTheLevelForAnHour(int secondsAgo, bool raises, string? words)
    {
        var risk = await AssessAsync(Instances.Web, TimeSpan.FromSeconds(secondsAgo));

        Assert.Equal(raises ? RiskLevel.High : RiskLevel.Medium, risk.Level);
        Assert.Equal(raises, risk.Reasons.Any(r => words is not null && r.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Assess_SameChangeOneTickShortOfAnHourAgo_StillRaisesTheLevel() =>
        Assert.Equal(RiskLevel.High, (await AssessAsync(Instances.Web, TimeSpan.FromHours(1) - Moments.Tick)).Level);

    [Fact]
    public async Task Assess_AnEarlierChangeWhoseOutcomeIsNotKnown_RaisesTheLevelAndSaysSo()
    {
        var risk = await AssessAsync(Instances.Web, TimeSpan.FromMinutes(5), status: ExecutionStatus.Unknown);

        Assert.Equal(RiskLevel.High, risk.Level);
        Assert.Contains(risk.Reasons, r => r.Contains("may have been made here 5 min ago", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RiskLevel.Low, 1)]
    [InlineData(RiskLevel.Medium, 1)]
    [InlineData(RiskLevel.High, 2)]
    public void Assess_PolicyThatAsksForTwo_AsksForThemAtThatLevelAlone(RiskLevel level, int needed) =>
        Assert.Equal(needed, At(new RiskPolicy { Approvals = new Dictionary<RiskLevel, int> { [RiskLevel.High] = 2 } }, level).ApprovalsNeeded);

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Assess_PolicyThatAsksForNobody_StillAsksForOne(int asked) =>
        Assert.Equal(1, At(new RiskPolicy { Approvals = new Dictionary<RiskLevel, int> { [RiskLevel.Low] = asked } }, RiskLevel.Low).ApprovalsNeeded);

    [Theory]
    [InlineData(null, "")]
    [InlineData(RiskLevel.Low, "Low")]
    [InlineData(RiskLevel.Medium, "Low Medium")]
    [InlineData(RiskLevel.High, "Low Medium High")]
    public void Assess_SelfApprovalLimit_AllowsItUpToThatLevel(RiskLevel? limit, string allowed) =>
        Assert.Equal(allowed, string.Join(' ', Enum.GetValues<RiskLevel>().Where(l => At(new RiskPolicy { SelfApprovalUpTo = limit }, l).SelfApprovalAllowed)));

    [Theory]
    [InlineData(OnlyHealthyTarget.Yes, RiskLevel.High, "only healthy target of a target group")]
    [InlineData(OnlyHealthyTarget.Unknown, RiskLevel.Medium, "could not be read")]
    public async Task Assess_OnlyHealthyTarget_RaisesTheLevelAndSaysWhy(OnlyHealthyTarget only, RiskLevel level, string words)
    {
        var risk = await AssessAsync(Instances.Web.WithTag("CriticalityLevel", "low"), onlyHealthyTarget: only);

        Assert.Equal((level, 2), (risk.Level, risk.Reasons.Length));
        Assert.Contains(words, risk.Reasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_OutOfTheBox_AllowsNoSelfApproval() => Assert.Null(new RiskPolicy().SelfApprovalUpTo);

    [Fact]
    public void Settings_TimeScale_ScalesEveryWait()
    {
        var options = new AgentOptions { Mode = ExecutionMode.LocalMock, Environment = "local", TagPolicy = TagPolicy.Standard("local"), TimeScale = 0.01 };

        Assert.Equal(TimeSpan.FromSeconds(9), options.Scaled(TimeSpan.FromMinutes(15)));
    }

    internal static TargetHistory History(TimeSpan? lastSameChange, ExecutionStatus status = ExecutionStatus.Executed, int unreadable = 0) =>
        new(lastSameChange is { } ago ? new PastExecution(Proposals.New().Id, status, Moments.Start - ago) : null, unreadable);

    internal static async Task<RiskAssessment> AssessAsync(
        Instance instance, TimeSpan? lastSameChange = null, RiskPolicy? policy = null, OnlyHealthyTarget onlyHealthyTarget = OnlyHealthyTarget.No, int unreadable = 0,
        ExecutionStatus status = ExecutionStatus.Executed)
    {
        var target = (TargetState<RebootEc2Target>)await RebootEc2Tests.TargetAsync(instance);
        return (policy ?? new RiskPolicy()).Assess(
            new RebootEc2(), Desk.Reboot(), target with { Resource = target.Resource with { OnlyHealthyTarget = onlyHealthyTarget } },  History(lastSameChange, status, unreadable), Moments.Start);
    }

    private static RiskAssessment At(RiskPolicy policy, RiskLevel level) => policy.Assess([new RiskFactor("a", (int)level, "a rule")]);
}
