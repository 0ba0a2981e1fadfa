using FsCheck;
using FsCheck.Fluent;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>One thing that happens: below <see cref="Guided"/> the command that comes next in a good life, else any.</summary>
public sealed record Step(int Choice, int Person, int Variant, int Seconds)
{
    public const int Guided = 14;

    private static readonly (IdentityKind Identity, RequestSource Channel)[] Doors =
    [
        (IdentityKind.Verified, RequestSource.Console), (IdentityKind.Verified, RequestSource.Slack), (IdentityKind.Verified, RequestSource.Teams),
        (IdentityKind.Verified, RequestSource.Api), (IdentityKind.Asserted, RequestSource.Api), (IdentityKind.Asserted, RequestSource.Console),
    ];

    public Person By => Users.Person(Users.All[Person % 4], Doors[Variant % Doors.Length].Identity, Doors[Variant % Doors.Length].Channel);

    private string Run => $"run-{Person % 3}";

    public ProposalCommand On(Proposal proposal, Life life, DateTimeOffset now) => Choice < Guided ? Next(proposal, life, now) : Any(proposal, life, now);

    private ProposalCommand Next(Proposal proposal, Life life, DateTimeOffset now) => proposal switch
    {
        { Status: ProposalStatus.Submitted, Risk: null } => new ProposalCommand.Assess(life.Risk),
        { Status: ProposalStatus.Submitted } => Waits(now),
        { Status: ProposalStatus.Pending } => new ProposalCommand.Approve(By, Variant % 5 == 0 ? null : proposal.PlanHash.Short, null, Authority.None),
        { Status: ProposalStatus.Approved } or { Status: ProposalStatus.Executing, Claim.Released: true } => Acquires(proposal, now),
        { Status: ProposalStatus.Executing, Execution: null } => (Variant % 7) switch
        {
            6 => Doubts(proposal.Claim!.RequestId, now),
            0 => new ProposalCommand.Release(proposal.Claim!.RequestId),
            1 => new ProposalCommand.DeclareUnknown(Situations.Problem),
            2 => new ProposalCommand.RecordReadBack(Variant % 4 == 0),
            _ => new ProposalCommand.RecordExecution(proposal.Claim!.RequestId, new ExecutionRecord((ExecutionStatus)(Variant % 4), now, TimeSpan.Zero)),
        },
        { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Verification: not { Verified: true }, Reversal: null } =>
            Variant % 5 == 0 ? Reverts(now, ReversalStatus.Started) : Verifies(now),
        { Status: ProposalStatus.Executing, Execution.Status: ExecutionStatus.Executed, Reversal.Status: ReversalStatus.Started } => Reverts(now),
        _ => new ProposalCommand.Finish(null),
    };

    private ProposalCommand Any(Proposal proposal, Life life, DateTimeOffset now) => ((Choice - Guided) % 17) switch
    {
        0 => new ProposalCommand.RotateToken(Proposals.Token(100 + Variant).Hash()),
        1 => new ProposalCommand.Reject(Situations.Problem),
        2 => new ProposalCommand.Assess(life.Risk with { ApprovalsNeeded = 1 + (Variant % 3) }),
        3 => Waits(now),
        4 => new ProposalCommand.Approve(By, Variant % 4 == 0 ? new string('0', 64) : null, null, Authority.None),
        5 => new ProposalCommand.Deny(By, null, "no"),
        6 => new ProposalCommand.Withdraw(By, null, "no", null, Authority.None),
        7 => new ProposalCommand.Close("over"),
        8 => Acquires(proposal, now),
        9 => new ProposalCommand.Release(Run),
        10 => new ProposalCommand.RecordExecution(Run, new ExecutionRecord((ExecutionStatus)(Variant % 4), now, TimeSpan.Zero)),
        11 => new ProposalCommand.DeclareUnknown(Situations.Problem),
        12 => Verifies(now),
        13 => new ProposalCommand.RecordReadBack(Variant % 2 == 0),
        14 => Reverts(now, (ReversalStatus)(Variant % 3)),
        15 => Doubts(Run, now),
        _ => new ProposalCommand.Finish(Situations.Problem),
    };

    private static ProposalCommand.MarkUnconfirmed Doubts(string run, DateTimeOffset now) => new(run, Situations.Problem, now + TimeSpan.FromSeconds(30));

    private ProposalCommand.Await Waits(DateTimeOffset now) =>
        new(new ApprovalWait(new TaskToken($"task-{Variant}"), now, Variant % 2, now + TimeSpan.FromSeconds(890)));

    private ProposalCommand.Acquire Acquires(Proposal proposal, DateTimeOffset now) =>
        new(new ExecutionClaim(Run, now + TimeSpan.FromSeconds(60)), Variant % 7 == 0 ? new PlanHash(new string('0', 64)) : proposal.PlanHash);

    private ProposalCommand.RecordReversal Reverts(DateTimeOffset now, ReversalStatus? status = null) =>
        new(new ReversalRecord(status ?? (Variant % 2 == 0 ? ReversalStatus.Reverted : ReversalStatus.Failed), now, "set back to 3 tasks"), TimeSpan.Zero);

    private ProposalCommand.RecordVerification Verifies(DateTimeOffset now) =>
        new(new VerificationRecord(now, Variant % 2 == 0, null, [], "seen"));
}

/// <summary>A random life of one proposal.</summary>
public sealed record Life(int Quorum, bool SelfApproval, IReadOnlyList<Step> Steps)
{
    public RiskAssessment Risk => new(RiskLevel.Medium, ["a rule"], Quorum, SelfApproval);

    /// <summary>Everything that happened, with the state before it.</summary>
    public IReadOnlyList<(Proposal Before, ProposalCommand Command, Transition Transition, DateTimeOffset Now)> Lived()
    {
        var (proposal, now) = (Proposals.New(), Moments.Start);
        var lived = new List<(Proposal, ProposalCommand, Transition, DateTimeOffset)>();
        foreach (var step in Steps)
        {
            now += TimeSpan.FromSeconds(step.Seconds);
            var command = step.On(proposal, this, now);
            var transition = ProposalTransitions.Apply(proposal, command, now);
            lived.Add((proposal, command, transition, now));
            proposal = transition.Proposal;
        }

        return lived;
    }

    public override string ToString() =>
        $"quorum {Quorum}, self-approval {SelfApproval}: {string.Join(" ", Lived().Select(l => $"\n  {l.Now:HH:mm:ss} {l.Before.Status} {l.Command} -> {l.Transition.GetType().Name} {l.Transition.Proposal.Status}"))}";
}

public static class Lives
{
    private static readonly Gen<int> Pause = Gen.Frequency(
        (8, Gen.Choose(0, 20)),
        (2, Gen.Elements(59, 60, 61, 299, 300, 301)),
        (1, Gen.Elements(889, 890, 891, 3600)));

    private static readonly Gen<Step> Steps =
        from choice in Gen.Choose(0, Step.Guided + 16)
        from person in Gen.Choose(0, 11)
        from variant in Gen.Choose(0, 419)
        from seconds in Pause
        select new Step(choice, person, variant, seconds);

    private static readonly Gen<Life> All =
        from quorum in Gen.Choose(1, 3)
        from self in Gen.Elements(true, false)
        from length in Gen.Choose(1, 24)
        from steps in Gen.ArrayOf(Steps, length)
        select new Life(quorum, self, steps);

    public static Arbitrary<Life> Arbitrary() => Arb.From(All, Shorter);

    private static IEnumerable<Life> Shorter(Life life) =>
        Enumerable.Range(0, life.Steps.Count).Select(i => life with { Steps = [.. life.Steps.Where((_, at) => at != i)] });
}
