using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>The whole table: each situation times each command.</summary>
public sealed class ProposalTransitionsTests
{
    public static TheoryData<string, string, string> Cells { get; } = [.. CommandTable.Cells()];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Apply_InEverySituation_DoesWhatTheTableSays(string situation, string command, string expected)
    {
        var proposal = Situations.All[situation];

        var transition = ProposalTransitions.Apply(proposal, CommandTable.Command(command, proposal), Situations.Now);

        Assert.Equal(expected, Cell(transition));
        if (transition is not Transition.Applied)
        {
            Assert.Same(proposal, transition.Proposal);
        }
    }

    [Fact]
    public void Table_Rows_NameEverySituationOnceInEachPart()
    {
        var rows = CommandTable.Cells().GroupBy(c => c.Command).ToList();

        Assert.All(rows, column => Assert.Equal(Situations.All.Keys.Order(), column.Select(c => c.Situation).Order()));
        Assert.Equal(Enum.GetValues<ProposalStatus>(), Situations.All.Values.Select(p => p.Status).Distinct().Order());
    }

    [Fact]
    public void Table_Columns_HoldEveryCommandThereIs()
    {
        var commands = typeof(ProposalCommand).GetNestedTypes().Where(t => t.IsAssignableTo(typeof(ProposalCommand))).ToHashSet();

        var covered = CommandTable.Cells().Select(c => CommandTable.Command(c.Command, Proposals.New()).GetType()).ToHashSet();

        Assert.Equal(commands, covered);
    }

    [Fact]
    public void Table_TerminalRows_HoldNoEffectAndNoRefusalThatChangesAnything()
    {
        var terminal = CommandTable.Cells().Where(c => Situations.All[c.Situation].IsTerminal).ToList();

        Assert.Equal(7 * 42, terminal.Count);
        Assert.All(terminal, c => Assert.True(c.Expected == "." || CommandTable.Refusals.ContainsKey(c.Expected)));
    }

    [Fact]
    public void Apply_Always_LeavesIdentityPlanAndVersionAlone()
    {
        foreach (var (situation, command, _) in CommandTable.Cells())
        {
            var before = Situations.All[situation];
            var after = ProposalTransitions.Apply(before, CommandTable.Command(command, before), Situations.Now).Proposal;

            Assert.Equal(
                (before.Id, before.Version, before.Plan, before.PlanHash, before.Requester, before.CorrelationId, before.Mode, before.CreatedAt, before.IdempotencyKey, before.AuditHead),
                (after.Id, after.Version, after.Plan, after.PlanHash, after.Requester, after.CorrelationId, after.Mode, after.CreatedAt, after.IdempotencyKey, after.AuditHead));
        }
    }

    [Fact]
    public void Apply_ToATerminalStatus_SaysWhenItEndedAndOnlyThen()
    {
        foreach (var (situation, command, expected) in CommandTable.Cells().Where(c => CommandTable.Statuses.ContainsKey(c.Expected)))
        {
            var before = Situations.All[situation];
            var after = ProposalTransitions.Apply(before, CommandTable.Command(command, before), Situations.Now).Proposal;

            Assert.True(after.EndedAt == (after.IsTerminal ? Situations.Now : null), $"{situation} {command} {expected}");
        }
    }

    private static string Cell(Transition transition) => transition switch
    {
        Transition.NoEffect => ".",
        Transition.Applied applied => applied.Proposal.Status.ToString()[..3].ToUpperInvariant(),
        Transition.Refused refused => CommandTable.Refusals.Single(r => r.Value == refused.Refusal.Code).Key,
        _ => throw new InvalidOperationException("not a transition"),
    };
}
