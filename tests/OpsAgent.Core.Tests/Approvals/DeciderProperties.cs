using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

[Properties(Arbitrary = [typeof(Lives)], MaxTest = 300)]
public sealed class DeciderProperties
{
    /// <summary>Whoever decides by whichever token in whatever order: one decision, by the token that was valid then.</summary>
    [Property]
    public async Task Decide_ByTokensInAnyOrder_DecidesOnceAndOnlyByTheLatestToken(Life life)
    {
        var desk = new Desk();
        var pending = desk.Put(ProposalStatus.Pending, p => p.WithQuorum(life.Quorum, life.SelfApproval));
        var tokens = new List<ApprovalToken> { Proposals.Token(1) };
        var decisions = 0;

        foreach (var step in life.Steps)
        {
            if (step.Choice % 5 == 0)
            {
                var next = Proposals.Token(tokens.Count + 1);
                if (await desk.ApplyAsync(pending.Id, new ProposalCommand.RotateToken(next.Hash())) is Transition.Applied)
                {
                    tokens.Add(next);
                }

                continue;
            }

            var token = step.Variant % 3 == 0 ? tokens[0] : tokens[^1];
            var before = (await desk.Store.FindAsync(pending.Id, Test.Stop))!;
            var outcome = await DecideAsync(desk, step, new ProposalReference.ByToken(token));
            var after = (await desk.Store.FindAsync(pending.Id, Test.Stop))!;

            if (token.Hash() != before.TokenHash)
            {
                outcome.Succeeded(out _, out var refusal);
                Assert.True(refusal?.Code is ErrorCode.ApprovalTokenInvalid or ErrorCode.RoleRequired or ErrorCode.VerifiedIdentityRequired);
            }

            decisions += before.Status != after.Status ? 1 : 0;
            Assert.True(before.Status is ProposalStatus.Pending || ReferenceEquals(before, after));
        }

        Assert.InRange(decisions, 0, 1);
    }

    private static Task<Outcome<Proposal>> DecideAsync(Desk desk, Step step, ProposalReference reference)
    {
        var by = Users.Person(Users.All[step.Person % 4], step.By.Identity, step.By.Source);
        return (step.Choice % 5) switch
        {
            1 => desk.DenyAsync(reference, by),
            2 => desk.WithdrawAsync(reference, by),
            _ => desk.ApproveAsync(reference, by),
        };
    }
}
