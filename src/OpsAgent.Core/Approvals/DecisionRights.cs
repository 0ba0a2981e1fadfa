using System.Text.Json.Nodes;

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

    /// <param name="approvers">Everybody who has the role of an approver; null where every allowed user has it.</param>
    /// <param name="now">Compared with the end of the approval window.</param>
    public DecisionRights(Proposal proposal, Caller caller, AgentOptions options, IReadOnlyList<UserId>? approvers, DateTimeOffset now)
    {
        var person = caller.Person;
        _proposal = proposal;
        _hasApproved = proposal.ApprovedBy(person.UserId);
        Approve = CheckCaller(caller, Roles.Approve, options) ?? CheckOpen(proposal, now) ?? CheckSelfApproval(proposal, person);
        Deny = CheckCaller(caller, Roles.Approve, options) ?? CheckOpen(proposal, now);
        Withdraw = CheckCaller(caller, Roles.Operate, options) ?? CheckRequester(proposal, person) ?? CheckOpen(proposal, now);
        WhoMayDecide = proposal.Status is ProposalStatus.Pending ? Sentence(proposal, options, approvers) : null;
    }

    /// <summary>Why an approval would be refused; null where it is taken. Approving again is taken, and counts once.</summary>
    public Refusal? Approve { get; }

    /// <summary>Why a denial would be refused; null where it is taken.</summary>
    public Refusal? Deny { get; }

    /// <summary>Why a withdrawal would be refused; null where it is taken.</summary>
    public Refusal? Withdraw { get; }

    /// <summary>Whether an approval by the caller would be taken and counted.</summary>
    public bool MayApprove => Approve is null && !_hasApproved;

    /// <summary>What the caller may do: of <c>approve</c>, <c>deny</c>, <c>withdraw</c>, in this order.</summary>
    public IReadOnlyList<string> Decisions =>
        [.. MayApprove ? ["approve"] : (string[])[], .. Deny is null ? ["deny"] : (string[])[], .. Withdraw is null ? ["withdraw"] : (string[])[]];

    /// <summary>Why the caller may not approve, in a sentence to them; null where they may, and where nobody is asked.</summary>
    public string? WhyNot => _proposal.Status is not ProposalStatus.Pending ? null : Approve switch
    {
        null when _hasApproved => "You have approved; it waits for another person.",
        null => null,
        { Code: ErrorCode.SelfApprovalForbidden } => "You proposed this change, so another person approves it.",
        { Code: ErrorCode.RoleRequired } => "You are not an approver.",
        var refusal => refusal.Message,
    };

    /// <summary>Whose approval it takes, in a sentence; null where nobody is asked.</summary>
    public string? WhoMayDecide { get; }

    /// <summary>Whether a decision of the person may name the proposal by its id and plan hash; else it takes the approval token.</summary>
    public static bool MayDecideById(Person person, AgentOptions options) =>
        person.Identity is IdentityKind.Verified || options.Mode is ExecutionMode.LocalMock;

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

        return role is Roles.Approve && caller.Person.Identity is not IdentityKind.Verified && TakesVerifiedIdentity(options)
            ? new Refusal(
                ErrorCode.VerifiedIdentityRequired,
                "Here a decision takes a verified identity: decide in the console, in a signed channel, or with a bearer token of your identity provider.")
            : null;
    }

    internal static Refusal? CheckReference(ProposalReference reference, Person person, AgentOptions options) =>
        reference is ProposalReference.ById && !MayDecideById(person, options)
            ? new Refusal(ErrorCode.VerifiedIdentityRequired, "Deciding by proposal_id takes a verified identity. Send the approval_token instead.")
            : null;

    internal static Refusal? CheckOpen(Proposal proposal, DateTimeOffset now) => proposal.Status switch
    {
        ProposalStatus.Submitted => new Refusal(ErrorCode.ResourceBusy, "The proposal is still being validated. Try again in a few seconds."),
        ProposalStatus.Pending when now < proposal.Wait!.ExpiresAt => null,
        ProposalStatus.Pending or ProposalStatus.Expired => new Refusal(
            ErrorCode.ApprovalExpired, "The approval window is over and nothing was changed. Propose the change again if it is still needed."),
        _ => AlreadyDecided(proposal),
    };

    internal static Refusal? CheckSelfApproval(Proposal proposal, Person person) =>
        person.UserId != proposal.Requester.UserId || (proposal.Risk is { SelfApprovalAllowed: true } && person.ActedInPerson)
            ? null
            : new Refusal(
                ErrorCode.SelfApprovalForbidden,
                $"{person.UserId} proposed this change and so may not approve it. Ask another approver; the proposal stays open until {Timestamps.Text(proposal.Wait!.ExpiresAt)}.");

    internal static Refusal? CheckRequester(Proposal proposal, Person person) =>
        person.UserId == proposal.Requester.UserId
            ? null
            : new Refusal(
                ErrorCode.RoleRequired,
                "Only the person who proposed a change may withdraw it. As an approver you may deny it instead.");

    private static bool TakesVerifiedIdentity(AgentOptions options) => options is { Mode: ExecutionMode.SandboxLive, AllowAssertedDecisions: false };

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

    // From the stored assessment: what SelfApprovalUpTo says today does not change what was assessed.
    private static string Sentence(Proposal proposal, AgentOptions options, IReadOnlyList<UserId>? approvers)
    {
        var (requester, needed) = (proposal.Requester.UserId, proposal.ApprovalsNeeded);
        var maySelf = proposal.Risk is { SelfApprovalAllowed: true } && approvers?.Contains(requester) != false;
        if (approvers?.Count(a => maySelf || a != requester) is { } able && able < needed)
        {
            return able == 0
                ? $"Nobody: there is no approver other than {requester}. An administrator adds one."
                : $"Too few people: it takes {needed} approvers and {able} may approve. An administrator adds one.";
        }

        var verified = TakesVerifiedIdentity(options) ? ", with a verified identity" : string.Empty;
        var people = (needed, maySelf) switch
        {
            (1, false) => $"An approver other than {requester}",
            (1, true) => $"An approver other than {requester}; {requester} too, in person at the console or in a signed channel",
            (_, false) => $"{needed} approvers other than {requester}",
            _ => $"{needed} approvers, of whom {requester} may be one, in person at the console or in a signed channel",
        };
        return $"{people}{verified}.";
    }
}
