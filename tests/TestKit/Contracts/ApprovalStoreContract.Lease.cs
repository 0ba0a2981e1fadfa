using OpsAgent.Core.Identity;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    private const int Targets = 3;

    /// <summary>How many sequences are run; fewer where a store is far away.</summary>
    protected virtual int LeaseSequences => 60;

    /// <summary>
    /// Random sequences of submissions, repeats, rotations, steps, stale writers and ends on three targets: a target is held
    /// exactly as long as one open proposal is on it, and by that one.
    /// </summary>
    [Fact]
    public async Task Lease_AfterEveryStepOfAnySequence_IsHeldByExactlyTheOpenProposal()
    {
        for (var (sequence, number) = (1, 1); sequence <= LeaseSequences; sequence++)
        {
            var chance = new SeededRandom((ulong)sequence);
            var open = new Proposal?[Targets];
            for (var step = 0; step < 12; step++)
            {
                var target = Next(chance, Targets);
                var plan = Proposals.New(800_000 + (sequence * Targets) + target).Plan;
                if (Next(chance, 3) == 0 || open[target] is not { } current)
                {
                    open[target] = await SubmitAsync(Proposals.New(++number) with { Plan = plan, PlanHash = plan.Hash(), IdempotencyKey = KeyOf(chance, sequence, number) }, open[target]);
                }
                else
                {
                    open[target] = await StepAsync(current, chance);
                }
            }

            for (var target = 0; target < Targets; target++)
            {
                var plan = Proposals.New(800_000 + (sequence * Targets) + target).Plan;
                await SubmitAsync(Proposals.New(++number) with { Plan = plan, PlanHash = plan.Hash(), IdempotencyKey = null }, open[target]);
            }
        }
    }

    /// <summary>What is added to a proposal that has ended frees nothing that another holds.</summary>
    [Fact]
    public async Task Replace_OneThatHasEnded_LeavesTheLeaseOfTheNextAlone()
    {
        var ended = Proposals.In(ProposalStatus.Completed, 1);
        var first = Proposals.New(1);
        await Store.SubmitAsync(first, [], Stop);
        Assert.True(await Store.ReplaceAsync(first, ended with { Version = 2 }, [], Stop));
        await Store.SubmitAsync(Proposals.New(2) with { Plan = first.Plan, PlanHash = first.PlanHash }, [], Stop);

        var looked = ended with { Version = 3, Effects = [new EffectRecord(Moments.After(900), EffectVerdict.Better, "It helped.")] };
        Assert.True(await Store.ReplaceAsync(ended with { Version = 2 }, looked, [], Stop));

        Assert.Equal(looked.Effects, (await Store.FindAsync(first.Id, Stop))!.Effects);
        Assert.IsType<SubmitResult.Busy>(await Store.SubmitAsync(Proposals.New(3) with { Plan = first.Plan, PlanHash = first.PlanHash }, [], Stop));
        Assert.Equal(Proposals.New(2).Id, await Store.FindHolderAsync(first.Plan.Target.Arn, Stop));
    }

    [Fact]
    public async Task FindHolder_OfATarget_AnswersTheOpenProposalAndNoneThatHasEnded()
    {
        var (first, ended) = (Proposals.New(1), Proposals.In(ProposalStatus.Completed, 1));
        Assert.Null(await Store.FindHolderAsync(first.Plan.Target.Arn, Stop));

        await Store.SubmitAsync(first, [], Stop);
        Assert.Equal(first.Id, await Store.FindHolderAsync(first.Plan.Target.Arn, Stop));
        Assert.Null(await Store.FindHolderAsync($"{first.Plan.Target.Arn}0", Stop));

        await Store.ReplaceAsync(first, ended with { Version = 2 }, [], Stop);
        Assert.Null(await Store.FindHolderAsync(first.Plan.Target.Arn, Stop));
    }

    private async Task<Proposal?> SubmitAsync(Proposal proposal, Proposal? holder)
    {
        switch (await Store.SubmitAsync(proposal, [], Stop))
        {
            case SubmitResult.Stored:
                Assert.Null(holder);
                return proposal;
            case SubmitResult.Busy(var by):
                Assert.Equal(holder?.Id, by);
                Assert.Null(await Store.FindAsync(proposal.Id, Stop));
                return holder;
            case SubmitResult.Repeated(var first):
                Assert.NotNull(proposal.IdempotencyKey);
                Assert.Equal(first, (await Store.FindByKeyAsync(proposal.Requester, proposal.IdempotencyKey, Stop))?.Id);
                Assert.Null(await Store.FindAsync(proposal.Id, Stop));
                return holder;
            default:
                throw new InvalidOperationException("not a submission");
        }
    }

    private async Task<Proposal?> StepAsync(Proposal current, SeededRandom chance)
    {
        var at = Moments.After(20);
        ProposalCommand command = Next(chance, 7) switch
        {
            0 => new ProposalCommand.RotateToken(Proposals.Token(Next(chance, 1_000_000)).Hash()),
            1 => new ProposalCommand.Reject(new Refusal(ErrorCode.PolicyDenied, "no")),
            2 => new ProposalCommand.Deny(Users.Verified(Users.Lead), null, "no"),
            3 => new ProposalCommand.Finish(null),
            _ => current switch
            {
                { Status: ProposalStatus.Submitted, Risk: null } => new ProposalCommand.Assess(Proposals.Risk),
                { Status: ProposalStatus.Submitted } => new ProposalCommand.Await(Proposals.Wait),
                { Status: ProposalStatus.Pending } => new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None),
                _ => new ProposalCommand.Acquire(Proposals.Claim, current.PlanHash),
            },
        };
        if (ProposalTransitions.Apply(current, command, at) is not Transition.Applied applied)
        {
            return current;
        }

        var after = applied.Proposal with { Version = current.Version + 1 };
        if (Next(chance, 4) == 0)
        {
            // A writer that saw an older state changes nothing, whatever it wanted.
            Assert.False(await Store.ReplaceAsync(current with { Version = current.Version + 7 }, after, [], Stop));
            return current;
        }

        Assert.True(await Store.ReplaceAsync(current, after, [], Stop));
        return after.IsTerminal ? null : after;
    }

    private static string? KeyOf(SeededRandom chance, int sequence, int number) =>
        Next(chance, 3) switch { 0 => null, 1 => $"lease-{sequence}", _ => $"lease-{sequence}-{number}" };

    private static int Next(SeededRandom chance, int below)
    {
        Span<byte> bytes = stackalloc byte[4];
        chance.GetBytes(bytes);
        return (int)(BitConverter.ToUInt32(bytes) % (uint)below);
    }
}
