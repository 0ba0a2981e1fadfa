using System.Globalization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>
/// A second opinion, written from design.md alone: sees every stored change with who made it and every change of AWS, keeps
/// its own books, and notes what may not be. Knows people, times, hashes and leases; knows no transition of the code.
/// </summary>
internal sealed class Referee(IReadOnlyCollection<UserId> approvers, int quorum)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(890);
    private static readonly TimeSpan ApprovalLives = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan InvocationLives = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, ProposalId> leases = new(StringComparer.Ordinal);

    public Dictionary<ProposalId, RefereeCase> Cases { get; } = [];

    public List<string> Faults { get; } = [];

    /// <summary>Writes that came too late: another came first.</summary>
    public int Collisions { get; set; }

    public void Submitted(Actor actor, Proposal proposal)
    {
        var known = new RefereeCase(proposal.Requester.UserId, proposal.Plan.Target.Arn, proposal.PlanHash.Value, ChangeOf(proposal));
        Hold(actor.Verb == "propose" && actor.Person == known.Requester, proposal.Id, $"{actor} proposed for {known.Requester}");
        Hold(leases.TryAdd(known.Target, proposal.Id), proposal.Id, "a second lease on one target");
        Hold(Cases.TryAdd(proposal.Id, known), proposal.Id, "submitted twice");
    }

    public void Replaced(Actor actor, Proposal before, Proposal after)
    {
        var known = Cases[after.Id];
        var (from, to) = (known.Stage, after.Status.ToString().ToLowerInvariant());
        Hold(!known.IsOver, after.Id, $"{actor} changed it after it was {from}");
        Hold(after.PlanHash.Value == known.PlanHash && after.Requester.UserId == known.Requester, after.Id, "its plan or its requester changed");
        switch (from, to)
        {
            case ("submitted", "pending"):
                var (afterEntry, afterCreation) = (after.Wait!.EnteredAt + Window, after.CreatedAt + TimeSpan.FromMinutes(20));
                known.ClosesAt = afterEntry < afterCreation ? afterEntry : afterCreation;
                known.Quorum = quorum;
                known.Told.Add("approval_requested");
                Hold(actor.Person is null && after.Wait.ExpiresAt == known.ClosesAt && after.ApprovalsNeeded == quorum, after.Id, $"{actor} opened it until {after.Wait.ExpiresAt:T} for {after.ApprovalsNeeded}");
                break;
            case ("pending", "pending") when after.Approvals.Length == known.Yes.Count:
                // A rotated token, or a newer wait, which lengthens nothing.
                Hold(after.Wait!.ExpiresAt == known.ClosesAt, after.Id, $"{actor} moved its end to {after.Wait.ExpiresAt:T}");
                break;
            case ("pending", "pending" or "approved"):
                Approved(actor, known, after, to == "approved");
                break;
            case ("pending", "denied"):
                Hold(actor.Verb == "deny" && approvers.Contains(actor.Person!.Value), after.Id, $"{actor} denied it");
                break;
            case ("pending", "withdrawn"):
                Hold(actor.Verb == "withdraw" && actor.Person == known.Requester, after.Id, $"{actor} withdrew it");
                break;
            case ("pending", "expired") or ("submitted", "rejected") or ("approved", "rejected" or "expired"):
                Hold(actor.Person is null, after.Id, $"{actor} made it {to}");
                break;
            case ("approved" or "executing", "executing"):
                Executing(known, after, from);
                break;
            case ("executing", "completed" or "failed" or "unknown"):
                Hold(actor.Person is null && (to != "completed" || known.Changes == 1), after.Id, $"{actor} made it {to} after {known.Changes} changes");
                break;
            default:
                Hold(from == to && from == "submitted", after.Id, $"{actor} took it from {from} to {to}");
                break;
        }

        known.Stage = to;
        if (known.IsOver)
        {
            known.EndedBy = actor.Person;
            Hold(leases.Remove(known.Target, out var holder) && holder == after.Id, after.Id, "it ended without its lease");
            known.Told.Add(to switch { "denied" => "approval_denied", "withdrawn" => "approval_withdrawn", "expired" => "approval_expired", "rejected" => "guardrail_rejected", _ => "ended" });
        }
    }

    /// <summary>Somebody else changed a target: whoever looks from now on sees another plan than the one that people decide on.</summary>
    public void Drifted(string target, int invocations)
    {
        foreach (var known in Cases.Values.Where(c => c.Target == target && !c.IsOver))
        {
            known.DriftedAfter ??= invocations;
        }
    }

    /// <summary>AWS did it.</summary>
    public void Changed(string? requestId, ProposalId id, string what)
    {
        var known = Cases[id];
        known.Changes++;
        Hold(known.Changes == 1, id, "changed twice");
        Hold(known.Stage == "executing" && known.Claimant == requestId, id, $"{requestId} changed it while it was {known.Stage}, claimed by {known.Claimant}");
        Hold(known.Yes.Count >= known.Quorum && known.Yes.All(y => y.By != known.Requester && approvers.Contains(y.By) && y.At < known.ClosesAt), id, "changed without a live approval by the right people");
        Hold(what == known.Change, id, $"{what} was done where {known.Change} was approved");
        Hold(leases.TryGetValue(known.Target, out var holder) && holder == id, id, "changed without the lease");
    }

    private void Approved(Actor actor, RefereeCase known, Proposal after, bool enough)
    {
        var (by, at) = (after.Approvals[^1].By.UserId, after.Approvals[^1].At);
        Hold(actor.Verb == "approve" && actor.Person == by, after.Id, $"{actor} approved as {by}");
        Hold(by != known.Requester && approvers.Contains(by), after.Id, $"{by} may not approve it");
        Hold(at < known.ClosesAt, after.Id, $"approved at {at:T}, closed at {known.ClosesAt:T}");
        Hold(known.Yes.TrueForAll(y => y.By != by), after.Id, $"{by} approved twice");
        known.Yes.Add((by, at));
        known.Told.Add("approval_granted");
        Hold(after.Approvals.Length == known.Yes.Count && enough == (known.Yes.Count >= known.Quorum), after.Id, $"{known.Yes.Count} of {known.Quorum} made it {after.Status}");
    }

    private void Executing(RefereeCase known, Proposal after, string from)
    {
        if (after.Claim!.Released || after.Claim.RequestId == known.Claimant)
        {
            Hold(from == "executing", after.Id, "released before it was claimed");
            known.Claimant = after.Claim.Released ? null : known.Claimant;
            return;
        }

        // The deadline is the invocation's own end: at most its whole life after the claim.
        var claimedAt = after.Claim.Deadline - InvocationLives;
        Hold(known.Claimant is null, after.Id, $"claimed by {after.Claim.RequestId} while {known.Claimant} held it");
        Hold(known.Yes.Count > 0 && claimedAt - known.Yes[^1].At <= ApprovalLives, after.Id, $"claimed at {claimedAt:T}, long after its approval");
        Hold(known.DriftedAfter is not { } drifted || NumberOf(after.Claim.RequestId) <= drifted, after.Id, $"claimed by {after.Claim.RequestId} after the target had changed");
        known.Claimant = after.Claim.RequestId;
    }

    private static int NumberOf(string requestId) => int.Parse(requestId[(requestId.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    private static string ChangeOf(Proposal proposal) => proposal.Plan.Operation == "reboot_ec2" ? "reboot" : $"scale to {proposal.Plan.After["desired_count"]}";

    private void Hold(bool holds, ProposalId id, string fault)
    {
        if (!holds)
        {
            Faults.Add($"{id}: {fault}");
        }
    }
}
