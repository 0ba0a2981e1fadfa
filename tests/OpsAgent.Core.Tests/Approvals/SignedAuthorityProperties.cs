using System.Security.Cryptography;
using System.Text;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>Whatever somebody puts together of signed statements, true or forged: what is believed of it was signed for exactly this proposal.</summary>
public sealed class SignedAuthorityProperties
{
    private static readonly ECDsa Foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] PublicKey = FakeDecisionKey.Shared.ExportSubjectPublicKeyInfo();

    private static readonly Proposal Approved = Proposals.In(ProposalStatus.Pending) with
    {
        Approvals = [new Approval(Users.Verified(Users.Lead), Moments.After(5)), new Approval(Users.Verified(Users.Admin), Moments.After(6)),
            new Approval(Users.Verified(Users.Admin), Moments.After(7)) { BreakGlass = new BreakGlassStatement(IncidentId.Of(2026, 1), "Orders are lost, and nobody answers.", RiskLevel.Medium) }],
        Adoption = new Approval(Users.Verified(Users.Engineer), Moments.After(4)),
    };

    private static readonly Proposal Other = Proposals.New(2) with { Approvals = Approved.Approvals };

    private static readonly IReadOnlyList<SignedDecision> True = Signed(Approved);

    /// <summary>What an attacker may have: the true statements, those of another proposal, of another deployment, and all of them by a key of their own.</summary>
    private static readonly IReadOnlyList<SignedDecision> Pool =
        [.. True, .. Signed(Other), .. Signed(Approved, "staging"), .. Signed(Approved, key: Foreign), .. Signed(Other, key: Foreign)];

    private static readonly DecisionScope Scope = DecisionScope.Of(
        new AgentOptions { Mode = Approved.Mode, Environment = "production", TagPolicy = Core.Guardrails.TagPolicy.Standard("production") },
        new RecordingStateMachine().ExecutionArnOf(Approved));

    [Fact]
    public void Read_WhatWasSigned_IsBelieved()
    {
        var (authority, problem) = SignedAuthority.Read(True, PublicKey, Approved, Scope);

        Assert.Null(problem);
        Assert.Equal("INC-2026-0001", authority!.BreakGlass!.BreakGlass!.IncidentId.Value);
        Assert.Equal(["lead@example.com", "admin@example.com"], authority!.Approvals.Select(a => a.Person.UserId.Value));
        Assert.Equal(("engineer@example.com", "engineer@example.com"), (authority.Submission.Requester.UserId.Value, authority.Adoption!.Person.UserId.Value));
    }

    [Property(Arbitrary = [typeof(Sets)], MaxTest = 3000)]
    public void Read_WhateverIsPutTogether_BelievesOnlyWhatWasSignedForThisProposal(ForgedSet set)
    {
        var (authority, problem) = SignedAuthority.Read(set.Decisions, PublicKey, Approved, Scope);

        Assert.True((authority is null) == (problem is not null));
        if (authority is not null)
        {
            // Every one of them is true, to the letter, under its own name.
            Assert.All(set.Decisions, d => Assert.Contains(True, t => t.Kind == d.Kind && t.Body == d.Body));
            Assert.Contains(set.Decisions, d => d.Kind == SignedDecision.Submission);
            Assert.True(authority.Approvals.Count > 0 || authority.BreakGlass is not null);
            Assert.Equal(set.Decisions.Any(d => d.Kind == SignedDecision.BreakGlass), authority.BreakGlass is { BreakGlass: not null });
            Assert.All(authority.Approvals, a => Assert.Null(a.BreakGlass));
        }
    }

    private static IReadOnlyList<SignedDecision> Signed(Proposal proposal, string environment = "production", ECDsa? key = null) =>
        SignedDecisions.OfAsync(proposal, environment, key).GetAwaiter().GetResult();

    /// <param name="Choices">Which of the pool, and what is done to it.</param>
    public sealed record ForgedSet(IReadOnlyList<(int Which, int Change, int Place)> Choices)
    {
        public IReadOnlyList<SignedDecision> Decisions { get; } = [.. Choices.Select(Forged)];

        private static SignedDecision Forged((int Which, int Change, int Place) choice)
        {
            var decision = Pool[choice.Which % Pool.Count];
            return (choice.Change % 9) switch
            {
                5 => decision with { Body = Changed(decision.Body, choice.Place) },
                6 => decision with { Signature = Convert.ToBase64String(Encoding.Latin1.GetBytes(Changed(Encoding.Latin1.GetString(Convert.FromBase64String(decision.Signature)), choice.Place))) },
                7 => decision with { Kind = Pool[choice.Place % Pool.Count].Kind },
                8 => decision with { Body = Pool[choice.Place % Pool.Count].Body },
                _ => decision,
            };
        }

        private static string Changed(string text, int place) => text.Remove(place % text.Length, 1).Insert(place % text.Length, text[place % text.Length] == '1' ? "2" : "1");
    }

    private static class Sets
    {
        // Often the true ones alone, so that what is believed is met too.
        public static Arbitrary<ForgedSet> Any() => Arb.From(
            from size in Gen.Choose(0, 6)
            from choices in Gen.ArrayOf(
                from which in Gen.Frequency((4, Gen.Choose(0, True.Count - 1)), (1, Gen.Choose(0, Pool.Count - 1)))
                from change in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(5, 8)))
                from place in Gen.Choose(0, 5000)
                select (which, change, place),
                size)
            select new ForgedSet([.. choices.DistinctBy(c => c.which)]));
    }
}
