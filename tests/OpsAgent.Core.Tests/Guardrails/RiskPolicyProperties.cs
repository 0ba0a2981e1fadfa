using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Tests.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails;

/// <summary>Everything but the criticality.</summary>
public sealed record RiskFacts(string SystemCheck, string InstanceCheck, string State, TimeSpan? LastSameChange, RiskPolicy Policy, OnlyHealthyTarget OnlyHealthyTarget)
{
    public Instance Instance(string criticality) =>
        (Instances.Web with { SystemCheck = SystemCheck, InstanceCheck = InstanceCheck, State = State }).WithTag("CriticalityLevel", criticality);
}

public static class RiskFactsGenerator
{
    private static readonly Gen<string> Check = Gen.Elements("ok", "impaired", "initializing", "insufficient-data", "not-applicable");

    public static Arbitrary<RiskFacts> Arbitrary() => Arb.From(
        from system in Check
        from inner in Check
        from state in Gen.Elements("running", "stopped", "pending")
        from ago in Gen.OneOf(Gen.Constant<TimeSpan?>(null), Gen.Choose(0, 7200).Select(s => (TimeSpan?)TimeSpan.FromSeconds(s)))
        from self in Gen.Elements<RiskLevel?>(null, RiskLevel.Low, RiskLevel.Medium, RiskLevel.High)
        from only in Gen.Elements(OnlyHealthyTarget.Yes, OnlyHealthyTarget.No, OnlyHealthyTarget.Unknown)
        from quorum in Gen.Choose(0, 3)
        from recent in Gen.Choose(0, 7200)
        select new RiskFacts(system, inner, state, ago, new RiskPolicy
        {
            SelfApprovalUpTo = self,
            Approvals = new Dictionary<RiskLevel, int> { [RiskLevel.High] = quorum },
            RecentPeriod = TimeSpan.FromSeconds(recent),
        }, only));
}

[Properties(Arbitrary = [typeof(RiskFactsGenerator)], MaxTest = 500)]
public sealed class RiskPolicyProperties
{
    private static readonly string[] Criticalities = ["low", "medium", "high", "critical"];

    [Property]
    public async Task Assess_CriticalityRises_NeverLowersTheRisk(RiskFacts facts)
    {
        var risks = new List<RiskAssessment>();
        foreach (var criticality in Criticalities)
        {
            risks.Add(await RiskPolicyTests.AssessAsync(facts.Instance(criticality), facts.LastSameChange, facts.Policy, facts.OnlyHealthyTarget));
        }

        foreach (var (less, more) in risks.Zip(risks.Skip(1)))
        {
            Assert.True(less.Level <= more.Level);
            Assert.True(less.SelfApprovalAllowed || !more.SelfApprovalAllowed);
        }
    }

    [Property]
    public async Task Assess_CriticalityRisesForAServiceToScale_NeverLowersTheRisk(byte from, byte to, byte running, bool isSteady, RiskFacts facts)
    {
        var service = (SampleServices.WebAt(from % 101) with { Running = running % 101 }).Rolling(isSteady ? "COMPLETED" : "IN_PROGRESS");
        var risks = new List<RiskLevel>();
        foreach (var criticality in Criticalities)
        {
            var target = await ScaleEcsServiceTests.TargetAsync(service.WithTag("CriticalityLevel", criticality));
            risks.Add(facts.Policy.Assess(new ScaleEcsService(), ScaleEcsServiceTests.To(to % 101), target, RiskPolicyTests.History(facts.LastSameChange), Moments.Start).Level);
        }

        Assert.Equal(risks.Order(), risks);
    }

    [Property]
    public async Task Assess_ScalingToZero_IsHighWhateverTheTags(byte from, string? criticality, RiskFacts facts)
    {
        foreach (var tag in Criticalities.Append(criticality ?? string.Empty))
        {
            var target = await ScaleEcsServiceTests.TargetAsync(SampleServices.WebAt(1 + (from % 100)).WithTag("CriticalityLevel", tag));
            Assert.Equal(RiskLevel.High, facts.Policy.Assess(new ScaleEcsService(), ScaleEcsServiceTests.To(0), target, RiskPolicyTests.History(facts.LastSameChange), Moments.Start).Level);
        }
    }

    [Property]
    public async Task Assess_CriticalityIsNotKnown_IsAsRiskyAsCritical(RiskFacts facts)
    {
        var critical = await RiskPolicyTests.AssessAsync(facts.Instance("critical"), facts.LastSameChange, facts.Policy, facts.OnlyHealthyTarget);
        var unknown = await RiskPolicyTests.AssessAsync(facts.Instance("anything"), facts.LastSameChange, facts.Policy, facts.OnlyHealthyTarget);

        Assert.Equal((critical.Level, critical.ApprovalsNeeded, critical.SelfApprovalAllowed), (unknown.Level, unknown.ApprovalsNeeded, unknown.SelfApprovalAllowed));
    }

    [Property]
    public async Task Assess_SameFactsAgain_IsTheSameAndAlwaysGivesAReasonAndAPerson(RiskFacts facts)
    {
        foreach (var criticality in Criticalities)
        {
            var one = await RiskPolicyTests.AssessAsync(facts.Instance(criticality), facts.LastSameChange, facts.Policy, facts.OnlyHealthyTarget);
            var again = await RiskPolicyTests.AssessAsync(facts.Instance(criticality), facts.LastSameChange, facts.Policy, facts.OnlyHealthyTarget);

            Assert.Equal((one.Level, one.ApprovalsNeeded, one.SelfApprovalAllowed), (again.Level, again.ApprovalsNeeded, again.SelfApprovalAllowed));
            Assert.Equal(one.Reasons, again.Reasons);
            Assert.NotEmpty(one.Reasons);
            Assert.True(one.ApprovalsNeeded >= 1);
        }
    }
}
