using System.Security.Cryptography;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Signs what a test puts into a store.</summary>
public static class SignedDecisions
{
    /// <summary>One of <see cref="Proposals.New"/> that holds nothing.</summary>
    public static SignedDecision Any { get; } = new(Proposals.New().Id, SignedDecision.Submission, "{}", string.Empty);

    /// <returns>What would have been signed on the way to this state of a proposal.</returns>
    public static async Task<IReadOnlyList<SignedDecision>> OfAsync(Proposal proposal, string environment = "production", ECDsa? key = null)
    {
        var options = new AgentOptions { Mode = proposal.Mode, Environment = environment, TagPolicy = Core.Guardrails.TagPolicy.Standard(environment) };
        var decisions = new Given();
        var signer = new DecisionSigner(options, new FakeDecisionKey(key ?? FakeDecisionKey.Shared), decisions, new RecordingStateMachine());
        decisions.List.Add(await signer.SignSubmissionAsync(proposal, CancellationToken.None));
        foreach (var (approval, kind) in proposal.Approvals.Select(a => (a, a.BreakGlass is null ? null : SignedDecision.BreakGlass)).Concat(proposal.Adoption is { } adopted ? [(adopted, SignedDecision.Adoption)] : []))
        {
            if ((await signer.SignApprovalAsync(proposal, approval.By, Authority.None, kind, approval.BreakGlass, approval.At, CancellationToken.None)).Succeeded(out var decision, out _)
                && !decisions.List.Exists(d => d.Kind == decision.Kind))
            {
                decisions.List.Add(decision);
            }
        }

        return decisions.List;
    }

    private sealed class Given : IDecisions
    {
        public List<SignedDecision> List { get; } = [];

        public Task<IReadOnlyList<SignedDecision>> ReadAsync(ProposalId proposal, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SignedDecision>>([.. List]);
    }
}
