using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>Whether signed approvals suffice now: by the roles, the people and the risk of this moment. Pure.</summary>
public sealed class AuthorityCheck(AgentOptions options)
{
    // Of two invocations' clocks.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(20);

    /// <param name="authority">Roles and people, read uncached.</param>
    /// <param name="risk">Assessed anew, with what the policy asks.</param>
    /// <param name="stored">How many approvals were asked for before: the larger number counts.</param>
    /// <returns>When the last approval that counts was signed, or why the change may not be made.</returns>
    public Outcome<DateTimeOffset> Check(SignedAuthority signed, Authority authority, RiskAssessment risk, int stored, DateTimeOffset now)
    {
        if (signed.BreakGlass is { } broken)
        {
            return CheckBreakGlass(signed, broken, authority, risk) is { } problem ? problem : AtUnlessInTheFuture(broken.At, now);
        }

        var counted = Counted(signed, authority, risk.SelfApprovalAllowed, risk.Level is RiskLevel.High);
        var approvers = counted.Select(a => authority.PersonOf(a.Person.UserId)).OfType<UserId>().Distinct().ToList();
        var people = approvers.Count;
        var needed = Math.Max(Math.Max(stored, risk.ApprovalsNeeded), IsClaim(signed, authority) ? 2 : 1);
        if (people < needed)
        {
            return new Refusal(
                ErrorCode.PolicyDenied,
                $"It takes {needed} {(needed == 1 ? "approval" : "approvals")} by people who may approve it now, and {people} {(people == 1 ? "counts" : "count")}: "
                + $"the risk is {WireName.Of(risk.Level)}, or a role was taken away meanwhile. Nothing was changed; propose it again.");
        }

        if (risk.FindUnmet(approvers, authority) is { } unmet)
        {
            return new Refusal(ErrorCode.PolicyDenied, $"{unmet.Sentence()} The approvals that count do not meet it. Nothing was changed; propose it again.");
        }

        // An adoption may be what was lacking.
        var last = counted.Max(a => a.At);
        var at = signed.Adoption is { } adoption && adoption.At > last ? adoption.At : last;
        return AtUnlessInTheFuture(at, now);
    }

    /// <summary>
    /// For undoing an approved change after its verification. The age of the approval does not count, and neither does a risk that the
    /// change itself has raised: the approved plan said that it is undone.
    /// </summary>
    public Refusal? CheckReversal(SignedAuthority signed, Authority authority) =>
        (signed.BreakGlass is { } broken
            // Whether break-glass is still on does not matter: nobody is passed over by undoing what was done.
            ? CheckBreaker(signed, broken, authority) is not null
            : Counted(signed, authority, isSelfApprovalAllowed: options.RiskPolicy.SelfApprovalUpTo is not null, isHigh: false).Count == 0)
            ? new Refusal(ErrorCode.PolicyDenied, "Nobody who approved the change may approve it now, so it is left as it is.")
            : null;

    private Refusal? CheckBreakGlass(SignedAuthority signed, ApprovalSignature broken, Authority authority, RiskAssessment risk) =>
        !options.AllowsBreakGlass ? Refuse("break-glass was switched off meanwhile")
        : CheckBreaker(signed, broken, authority) is { } problem ? problem
        : risk.Level > broken.BreakGlass!.RiskLevel ? Refuse($"its risk was {WireName.Of(broken.BreakGlass.RiskLevel)} then and is {WireName.Of(risk.Level)} now")
        : null;

    // Four eyes stay: an administrator in person, and another person who is known to have asked for it.
    private static Refusal? CheckBreaker(SignedAuthority signed, ApprovalSignature broken, Authority authority)
    {
        var requester = signed.Submission.Requester;
        return !authority.RolesOf(broken.Person.UserId).HasFlag(Roles.Administer) ? Refuse($"{broken.Person.UserId} is no administrator any more")
            : !DecisionRights.IsAtConsole(broken.Person) ? Refuse("it was not broken in person at the console")
            : authority.MayBeSamePerson(broken.Person.UserId, requester.UserId) ? Refuse("the administrator may be who proposed it")
            : requester.Identity is IdentityKind.Asserted && !IsAdopted(signed, authority) ? Refuse("who proposed it is only a claim")
            : broken.At > signed.Submission.CreatedAt + MaxDecisionAge ? Refuse("it was broken too long after it was proposed")
            : null;
    }

    private static Refusal Refuse(string why) => new(ErrorCode.PolicyDenied, $"The approval by break-glass does not count: {why}. Nothing was changed; propose it again.");

    private static Outcome<DateTimeOffset> AtUnlessInTheFuture(DateTimeOffset at, DateTimeOffset now) =>
        at > now + ClockSkew ? new Refusal(ErrorCode.PolicyDenied, "The approval is signed with a time in the future. Nothing was changed.") : at;

    private List<ApprovalSignature> Counted(SignedAuthority signed, Authority authority, bool isSelfApprovalAllowed, bool isHigh)
    {
        var requester = signed.Submission.Requester.UserId;
        return
        [
            .. signed.Approvals.Where(a =>
                authority.RolesOf(a.Person.UserId).HasFlag(Roles.Approve)
                && (a.Person.Identity is IdentityKind.Verified || !options.TakesVerifiedDecisions)
                && !(a.Person.IsProgram && isHigh)
                && (!authority.MayBeSamePerson(a.Person.UserId, requester) || (isSelfApprovalAllowed && a.Person.InPerson))
                && a.At <= signed.Submission.CreatedAt + MaxDecisionAge),
        ];
    }

    /// <summary>How long after its submission a proposal can be decided: nothing lengthens it.</summary>
    public static readonly TimeSpan MaxDecisionAge = TimeSpan.FromMinutes(20);

    private bool IsClaim(SignedAuthority signed, Authority authority) =>
        signed.Submission.Requester.Identity is IdentityKind.Asserted
        && options.TakesVerifiedDecisions
        && !IsAdopted(signed, authority);

    private static bool IsAdopted(SignedAuthority signed, Authority authority) =>
        signed.Adoption is { Person.InPerson: true } adoption && authority.IsSamePerson(adoption.Person.UserId, signed.Submission.Requester.UserId);
}
