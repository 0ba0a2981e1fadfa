using System.Text.Json.Nodes;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// Who may decide on a proposal and why not: the one place that says so. An instance answers for one caller and one
/// proposal at one moment; <see cref="Decider"/> and the transitions apply the same checks, so what is allowed here is
/// accepted there as long as the proposal stays as it is.
/// </summary>
public sealed class DecisionRights
{
    private readonly Proposal _proposal;
    private readonly bool _hasApproved;

    /// <param name="now">Compared with the end of the approval window.</param>
    public DecisionRights(Proposal proposal, Caller caller, AgentOptions options, DateTimeOffset now)
    {
        var (person, authority) = (caller.Person, caller.Authority);
        _proposal = proposal;
        _hasApproved = proposal.ApprovedBy(person.UserId, authority);
        Approve = CheckCaller(caller, Roles.Approve, options) ?? CheckOpen(proposal, now) ?? CheckProgram(proposal, person) ?? CheckSelfApproval(proposal, person, authority);
        BreakGlass = CheckBreakGlassCaller(caller, options) ?? CheckOpen(proposal, now) ?? CheckBreakGlass(proposal, person, authority);
        Review = CheckAdministrator(caller) ?? CheckReview(proposal, person, authority);
        Deny = CheckCaller(caller, Roles.Approve, options) ?? CheckOpen(proposal, now) ?? CheckProgram(proposal, person);
        Withdraw = CheckCaller(caller, Roles.Operate, options) ?? CheckRequester(proposal, person, authority) ?? CheckOpen(proposal, now);
        Adopt = CheckCaller(caller, Roles.Operate, options) ?? CheckAdoption(proposal, person, authority) ?? CheckOpen(proposal, now);
        if (proposal.Status is ProposalStatus.Pending)
        {
            // From the stored assessment: what SelfApprovalUpTo says today does not change what was assessed.
            WhoMayDecide = Sentence(
                proposal.Requester.UserId, proposal.Risk, proposal.ApprovalsNeeded, proposal is { NeedsAdoption: true, Adoption: null }, options, authority, proposal.Approvals.Select(a => a.By.UserId));
            CanApprove = Eligible(proposal, authority);
        }
    }

    /// <summary>Why an approval would be refused; null where it is taken. Approving again is taken, and counts once.</summary>
    public Refusal? Approve { get; }

    /// <summary>Why the caller may not approve alone, by break-glass; null where they may.</summary>
    public Refusal? BreakGlass { get; }

    /// <summary>Why the caller's review of an approval by break-glass would be refused; null where it is taken.</summary>
    public Refusal? Review { get; }

    /// <summary>Why a denial would be refused; null where it is taken.</summary>
    public Refusal? Deny { get; }

    /// <summary>Why a withdrawal would be refused; null where it is taken.</summary>
    public Refusal? Withdraw { get; }

    /// <summary>Why an adoption would be refused; null where it is taken.</summary>
    public Refusal? Adopt { get; }

    /// <summary>Whether an approval by the caller would be taken and counted.</summary>
    public bool MayApprove => Approve is null && !_hasApproved;

    /// <summary>What the caller may do: of <c>adopt</c>, <c>approve</c>, <c>break_glass</c>, <c>deny</c>, <c>withdraw</c>, <c>review_break_glass</c>, in this order.</summary>
    public IReadOnlyList<string> Decisions
    {
        get
        {
            (string Name, bool May)[] all =
            [
                ("adopt", Adopt is null && _proposal is { NeedsAdoption: true, Adoption: null }), ("approve", MayApprove), ("break_glass", BreakGlass is null),
                ("deny", Deny is null), ("withdraw", Withdraw is null), ("review_break_glass", Review is null),
            ];
            return [.. all.Where(d => d.May).Select(d => d.Name)];
        }
    }

    /// <summary>Why the caller may not approve, in a sentence to them; null where they may, and where nobody is asked.</summary>
    public string? WhyNot => _proposal.Status is not ProposalStatus.Pending ? null : Approve switch
    {
        null when _hasApproved => "You have approved; it waits for another person.",
        null => null,
        { Code: ErrorCode.SelfApprovalForbidden } => "You proposed this change, so another person approves it.",
        { Code: ErrorCode.RoleRequired } => "You are not an approver.",
        var refusal => refusal.Message,
    };

    /// <summary>Whose approval it takes and who can give it now, in sentences; null where nobody is asked.</summary>
    public string? WhoMayDecide { get; }

    /// <summary>Who can approve it now; null where nobody is asked.</summary>
    public EligibleApprovers? CanApprove { get; }

    /// <returns>Who can approve it now, whether or not its window is over.</returns>
    public static EligibleApprovers Eligible(Proposal proposal, Authority authority) =>
        new(proposal.Requester.UserId, proposal.Risk, proposal.Approvals.Select(a => a.By.UserId), authority);

    /// <summary>Whether an approval or denial by the person may name the proposal by its id and plan hash; else it takes the approval token.</summary>
    public static bool MayDecideById(Person person, AgentOptions options) =>
        person.InPerson || (person.Identity is IdentityKind.Asserted && options.Mode is ExecutionMode.LocalMock);

    /// <summary>What can be said before the proposal is known: role, source and identity.</summary>
    /// <param name="role"><see cref="Roles.Approve"/> for approving and denying, <see cref="Roles.Operate"/> for withdrawing.</param>
    internal static Refusal? CheckCaller(Caller caller, Roles role, AgentOptions options)
    {
        if (caller.CheckRole(role) is { } lacking)
        {
            return lacking;
        }

        if (caller.Person.Source is not (RequestSource.Api or RequestSource.Console or RequestSource.Slack or RequestSource.Teams))
        {
            return new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                "No agent or model decides. A person decides in the console, in a signed channel, or through the API.");
        }

        if (role is not Roles.Approve || caller.Person.InPerson || (caller.Client is { } client && options.DecisionClients.Contains(client)))
        {
            return null;
        }

        return caller switch
        {
            { IsSignInTooOld: true } => new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                $"You signed in more than {options.DecisionAuthAge.TotalMinutes:0} minutes ago. Sign in again at the console, then decide."),
            { Person.IsProgram: true } => new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                "A program with your token does not decide. Decide in person at the console; an administrator may list the program's client in DecisionClients."),
            _ when options.TakesVerifiedDecisions => new Refusal(
                ErrorCode.VerifiedIdentityRequired, "Here a decision takes a verified identity: decide in person at the console or in a signed channel."),
            _ => null,
        };
    }

    /// <param name="role"><see cref="Roles.Approve"/> for approving and denying, <see cref="Roles.Operate"/> for withdrawing and adopting.</param>
    internal static Refusal? CheckReference(ProposalReference reference, Roles role, Person person, AgentOptions options) =>
        reference is ProposalReference.ById && !MayDecideById(person, options) && (role is Roles.Approve || person.Identity is IdentityKind.Asserted)
            ? new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                "Deciding by proposal_id takes a person at the console. Send the approval_token, which the requester gives you, instead.")
            : null;

    /// <param name="action">What the request asks for: one of <see cref="Decisions"/>.</param>
    /// <returns>Null, or the refusal of a decision by a chat service that is not the one that it signed.</returns>
    internal static Refusal? CheckRequestedDecision(Caller caller, string action, ProposalReference reference) =>
        caller.Person.Source is not (RequestSource.Slack or RequestSource.Teams) ? null
        : caller.Decision is not { } signed ? new Refusal(ErrorCode.VerifiedIdentityRequired, "Words decide nothing. Press the button of the proposal's message, or decide at the console.")
        : signed.Action == action && reference is ProposalReference.ById(var id, var hash) && id.Value == signed.ProposalId && hash == signed.PlanHash ? null
        : new Refusal(ErrorCode.VerifiedIdentityRequired, "The signed request decides something else than it is used for. Press the button of the proposal's message again, or decide at the console.");

    /// <summary>Whether the person themselves signed in at the console a short while ago.</summary>
    internal static bool IsAtConsole(Person person) => person is { Identity: IdentityKind.Verified, InPerson: true, Source: RequestSource.Console };

    /// <summary>What an administrator does about break-glass they do at the console, and nothing else does it for them.</summary>
    internal static Refusal? CheckAdministrator(Caller caller) =>
        caller.CheckRole(Roles.Administer)
        ?? (IsAtConsole(caller.Person) ? null : new Refusal(
            ErrorCode.VerifiedIdentityRequired, "This takes the administrator in person: sign in at the console, freshly, and do it there. No program, agent or chat service does it."));

    /// <summary>What can be said of a break-glass approval before the proposal is known.</summary>
    internal static Refusal? CheckBreakGlassCaller(Caller caller, AgentOptions options) =>
        caller.CheckRole(Roles.Administer)
        ?? (options.AllowsBreakGlass ? null : new Refusal(
            ErrorCode.PolicyDenied, "Break-glass is switched off in this deployment. Whoever deploys it may switch it on (parameter BreakGlass=on); else find another approver."))
        ?? CheckAdministrator(caller);

    /// <summary>An emergency skips the quorum and the approver groups, and never the second person.</summary>
    internal static Refusal? CheckBreakGlass(Proposal proposal, Person person, Authority authority) =>
        authority.MayBeSamePerson(person.UserId, proposal.Requester.UserId)
            ? new Refusal(ErrorCode.SelfApprovalForbidden, $"{person.UserId} proposed this change, and nobody breaks the glass for their own. Another administrator does.")
        : proposal.Requester.Identity is IdentityKind.Asserted && proposal.Adoption is not { By.InPerson: true }
            ? new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                proposal.NeedsAdoption
                    ? $"That {proposal.Requester.UserId} proposed this is only what a client says. They adopt it at the console first; then you may break the glass."
                    : $"That {proposal.Requester.UserId} proposed this is only what a client says. Somebody who signed in proposes it; then you may break the glass.")
        : IsEnoughWith(proposal, person, authority)
            ? new Refusal(ErrorCode.PolicyDenied, "Nothing has to be skipped: your ordinary approval is enough. Approve it.")
        : null;

    internal static Refusal? CheckReview(Proposal proposal, Person person, Authority authority) => proposal switch
    {
        { BrokenGlass: null } => new Refusal(ErrorCode.ResourceNotFound, "Nobody broke the glass for this proposal, so there is nothing to review."),
        { BreakGlassReview: { } review } => new Refusal(ErrorCode.AlreadyDecided, $"It was reviewed by {review.By.UserId} at {Timestamps.Text(review.At)}."),
        { IsTerminal: false } => new Refusal(ErrorCode.ResourceBusy, "The change is still under way. Review it when it has ended."),
        _ when authority.MayBeSamePerson(person.UserId, proposal.BrokenGlass.By.UserId) || authority.MayBeSamePerson(person.UserId, proposal.Requester.UserId) => new Refusal(
            ErrorCode.SelfApprovalForbidden, "Who broke the glass and who proposed the change do not review it. Another administrator does."),
        _ => null,
    };

    /// <summary>A program or a chat service may carry an ordinary decision; what is of high risk is looked at by the person.</summary>
    internal static Refusal? CheckProgram(Proposal proposal, Person person) =>
        (person.IsProgram || person.Source is RequestSource.Slack or RequestSource.Teams) && proposal.Risk is { Level: RiskLevel.High }
            ? new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                $"This change is of high risk, so a person decides at the console ({ProposalId.ConsolePath(proposal.Id.Value)}).")
            : null;

    internal static Refusal? CheckOpen(Proposal proposal, DateTimeOffset now) => proposal.Status switch
    {
        ProposalStatus.Submitted => new Refusal(ErrorCode.ResourceBusy, "The proposal is still being validated. Try again in a few seconds."),
        ProposalStatus.Pending when now < proposal.Wait!.ExpiresAt => null,
        ProposalStatus.Pending or ProposalStatus.Expired => new Refusal(
            ErrorCode.ApprovalExpired, "The approval window is over and nothing was changed. Propose the change again if it is still needed."),
        _ => AlreadyDecided(proposal),
    };

    internal static Refusal? CheckSelfApproval(Proposal proposal, Person person, Authority authority) =>
        !authority.MayBeSamePerson(person.UserId, proposal.Requester.UserId) || (proposal.Risk is { SelfApprovalAllowed: true } && person.InPerson)
            ? null
            : new Refusal(
                ErrorCode.SelfApprovalForbidden,
                $"{person.UserId} proposed this change and so may not approve it. Ask another approver; the proposal stays open until {Timestamps.Text(proposal.Wait!.ExpiresAt)}.");

    internal static Refusal? CheckRequester(Proposal proposal, Person person, Authority authority) =>
        !authority.IsSamePerson(person.UserId, proposal.Requester.UserId)
            ? new Refusal(
                ErrorCode.RoleRequired,
                "Only the person who proposed a change may withdraw it. As an approver you may deny it instead.")
        : !person.IsProvedAsStronglyAs(proposal.Requester)
            ? new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                "This change was proposed with a stronger proof of identity than this request has. Withdraw it the way it was proposed.")
        : null;

    internal static Refusal? CheckAdoption(Proposal proposal, Person person, Authority authority) =>
        !authority.IsSamePerson(person.UserId, proposal.Requester.UserId)
            ? new Refusal(ErrorCode.RoleRequired, $"Only {proposal.Requester.UserId}, in whose name it was proposed, may adopt it.")
        : proposal.NeedsAdoption && !person.InPerson
            ? new Refusal(ErrorCode.VerifiedIdentityRequired, "Adopting a proposal takes the person: sign in at the console.")
        : null;

    /// <returns>Null where it may be proposed again in one step: it ended, and neither was it carried out nor did an approver say no.</returns>
    public static Refusal? CheckAgain(Proposal proposal) => proposal.Status switch
    {
        ProposalStatus.Expired or ProposalStatus.Withdrawn or ProposalStatus.Rejected => null,
        ProposalStatus.Denied => NotAgain(proposal, ErrorCode.AlreadyDecided, "was denied, so it is not proposed again in one step. If things have changed, propose it anew with a reason that says so."),
        _ when proposal.IsTerminal => NotAgain(proposal, ErrorCode.AlreadyDecided, "was carried out, so it is not proposed again in one step. Look at what it did, and propose it anew if it is needed."),
        _ => NotAgain(proposal, ErrorCode.ResourceBusy, "is not over, so it is not proposed again."),
    };

    private static Refusal NotAgain(Proposal proposal, ErrorCode code, string why) => new(
        code,
        $"Proposal {proposal.Id} {why}",
        new JsonObject { ["proposal_id"] = proposal.Id.Value, ["status"] = WireName.Of(proposal.Status) }.ToElement());

    /// <returns>Whose approvals count: each person once, none that may be the requester unless policy allows it.</returns>
    internal static IReadOnlyCollection<UserId> CountedApprovers(Proposal proposal, Authority authority) =>
    [
        .. proposal.Approvals
            .Where(a => CheckSelfApproval(proposal, a.By, authority) is null)
            .Select(a => authority.PersonOf(a.By.UserId))
            .OfType<UserId>()
            .Distinct(),
    ];

    private static bool IsEnoughWith(Proposal proposal, Person person, Authority authority)
    {
        if (!authority.RolesOf(person.UserId).HasFlag(Roles.Approve) || authority.PersonOf(person.UserId) is not { } own)
        {
            return false;
        }

        UserId[] people = [.. CountedApprovers(proposal, authority).Append(own).Distinct()];
        return people.Length >= proposal.ApprovalsNeeded && proposal.Risk?.FindUnmet(people, authority) is null;
    }

    private static Refusal AlreadyDecided(Proposal proposal)
    {
        var status = proposal.Status.ToString().ToLowerInvariant();
        var by = proposal.Closure is { } closure ? $" by {closure.By.UserId} at {Timestamps.Text(closure.At)}"
            : proposal.Approvals.Length > 0 ? $" after approval by {string.Join(" and ", proposal.Approvals.Select(a => a.By.UserId))}"
            : string.Empty;
        return new Refusal(
            ErrorCode.AlreadyDecided,
            $"This proposal is {status}{by}; a decision is made once. See GET /operations/proposals/{proposal.Id}.",
            new JsonObject { ["proposal_id"] = proposal.Id.Value, ["status"] = status }.ToElement());
    }

    /// <param name="needed">How many people's approvals it takes as it stands.</param>
    /// <param name="awaitsAdoption">Whether <paramref name="requester"/> is only a claim.</param>
    /// <param name="approved">Who has approved already.</param>
    /// <returns>Whose approval a change takes, and who can give it now, in sentences.</returns>
    internal static string Sentence(
        UserId requester, RiskAssessment? risk, int needed, bool awaitsAdoption, AgentOptions options, Authority authority, IEnumerable<UserId>? approved = null)
    {
        var eligible = new EligibleApprovers(requester, risk, approved ?? [], authority);
        var able = eligible.All.Count;
        if (able == 0)
        {
            return $"Nobody: there is no approver other than {requester}. An administrator adds one.";
        }

        if (able < needed)
        {
            return $"Too few people: it takes {needed} approvers and {able} may approve. An administrator adds one. {eligible.Sentence()}";
        }

        if (eligible.UnmetSentence() is { } unmet)
        {
            return $"{unmet} {eligible.Sentence()}";
        }

        var maySelf = risk is { SelfApprovalAllowed: true } && authority.Approvers()?.Contains(requester) != false;
        var verified = options.TakesVerifiedDecisions ? ", with a verified identity" : string.Empty;
        var people = (needed, maySelf) switch
        {
            (1, false) => $"An approver other than {requester}",
            (1, true) => $"An approver other than {requester}; {requester} too, in person at the console or in a signed channel",
            (_, false) => $"{needed} approvers other than {requester}",
            _ => $"{needed} approvers, of whom {requester} may be one, in person at the console or in a signed channel",
        };
        var adoption = awaitsAdoption ? $" If {requester} adopts it at the console, {risk?.ApprovalsNeeded ?? 1} is enough." : string.Empty;
        return $"{people}{verified}.{adoption} {eligible.Sentence()}";
    }
}
