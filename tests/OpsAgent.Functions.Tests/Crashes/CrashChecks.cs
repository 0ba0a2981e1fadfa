using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>What must hold after every story, whatever disturbed it.</summary>
internal static class CrashChecks
{
    private static readonly ProposalStatus[] NothingChanged = [ProposalStatus.Rejected, ProposalStatus.Denied, ProposalStatus.Expired, ProposalStatus.Withdrawn];

    private static readonly string[] Endings =
        ["outcome_verified", "action_failed", "approval_denied", "approval_withdrawn", "approval_expired", "guardrail_rejected"];

    public static async Task HoldAsync(CrashStory story)
    {
        story.Target.Holds();
        story.Watch.Holds();
        Unless(story.Target.Made <= 1, CrashCheck.NeverTwice, $"the change was made {story.Target.Made} times");
        if (story.Find() is not { } end)
        {
            Unless(story.Target.Made == 0, CrashCheck.NeverUnapproved, "the target was changed without a proposal");
            return;
        }

        Unless(end.IsTerminal, CrashCheck.NeverLost, $"it is still {end.Status}");
        Unless(!story.Machine.IsWaiting(end.Id), CrashCheck.NeverLost, "the execution still waits");
        Unless(story.Machine.Begun <= 1, CrashCheck.NeverTwice, $"{story.Machine.Begun} executions were begun");
        var mayEnd = story.Plan.Disturbance is null or { IsHarmless: true } ? [story.Path.End()] : story.Path.Ends();
        Unless(mayEnd.Contains(end.Status), CrashCheck.EndsAsItMay, $"it ended {end.Status}, not {string.Join(" or ", mayEnd)}");
        Truth(story, end);
        Told(story, end);
        await AuditedAsync(story, end);
        await LeaseIsFreeAsync(story, end);
        if (story.Path is CrashPath.LastOfABudget)
        {
            var use = await story.Bench.Ports.WriteBudgets.FindUseAsync(CrashStory.Budget, CancellationToken.None);
            Unless(use.Writes.Length == (end.Claim is null ? 0 : 1), CrashCheck.NeverTwice, $"{use.Writes.Length} changes are counted in the budget, and the claim is {end.Claim}");
        }
    }

    private static void Truth(CrashStory story, Proposal end)
    {
        if (story.Target.Made > 0)
        {
            Unless(!NothingChanged.Contains(end.Status), CrashCheck.TruthIsTold, $"the change was made, and the record says {end.Status}");
            Unless(
                end.Status is not ProposalStatus.Failed || end.Execution is { Status: ExecutionStatus.Executed },
                CrashCheck.TruthIsTold,
                "the change was made, and the record says that it failed");
        }
        else
        {
            Unless(
                end.Status is not ProposalStatus.Completed || end.Execution is { Status: ExecutionStatus.WouldExecute },
                CrashCheck.TruthIsTold,
                "nothing was changed, and the record says Completed");
            Unless(end.Execution is not { Status: ExecutionStatus.Executed }, CrashCheck.TruthIsTold, "nothing was changed, and the record says that it was");
        }

        Unless(
            story.Target.Reverted > 0 || end.Reversal is not { Status: ReversalStatus.Reverted },
            CrashCheck.TruthIsTold,
            "nothing was put back, and the record says that it was");
    }

    private static void Told(CrashStory story, Proposal end)
    {
        var told = story.Bench.Notifier.Notices.LastOrDefault(n => n.Kind is NoticeKind.Outcome && n.Proposal == end.Id);
        Unless(told is not null, CrashCheck.RequesterIsTold, $"it ended {end.Status}, and nobody told the requester");
        Unless(
            told!.Text.Contains("nothing was changed", StringComparison.OrdinalIgnoreCase) == (NothingChanged.Contains(end.Status) || end.Execution is { Status: ExecutionStatus.WouldExecute }),
            CrashCheck.TruthIsTold,
            $"it ended {end.Status}, and the requester was told: {told.Text}");
        Unless(
            end.Approvals.Length == 0 && end.Status is not ProposalStatus.Expired || end.Wait is null || story.Bench.Notifier.Notices.Any(n => n.Kind is NoticeKind.ApprovalRequested)
                || story.Plan.Disturbance is not null,
            CrashCheck.RequesterIsTold,
            "no approver was asked");
    }

    private static async Task AuditedAsync(CrashStory story, Proposal end)
    {
        var events = await story.Stores.Audit.ReadAsync(end.Id.Value, CancellationToken.None);
        var fault = AuditChain.FindFirstProblem(end.Id.Value, events, end.AuditHead);
        Unless(fault is null, CrashCheck.AlwaysAudited, $"the chain is broken: {fault}");
        var types = events.Select(e => e.Fields().GetProperty("event_type").GetString()).ToList();
        Unless(types is ["request_received", "proposal_created", ..], CrashCheck.AlwaysAudited, "the chain does not begin with the request");
        Unless(types.Count(t => t == "approval_granted") == end.Approvals.Length, CrashCheck.AlwaysAudited, "approvals and their events differ in number");
        Unless(types.Count(t => t == "approval_requested") == (end.Wait is null ? 0 : 1) || end.Status is ProposalStatus.Rejected, CrashCheck.AlwaysAudited, "asking has no event, or two");
        var effects = (story.Target.Made > 0 ? 1 : 0) + (story.Target.Reverted > 0 ? 1 : 0);
        Unless(types.Count(t => t is "action_executed" or "action_failed") >= effects, CrashCheck.AlwaysAudited, "a change has no event");
        Unless(types.Count(t => t == "action_executed") <= effects + (end.Execution is { Status: ExecutionStatus.WouldExecute } ? 1 : 0), CrashCheck.AlwaysAudited, "a change has two events");
        Unless(Endings.Contains(types[^1]), CrashCheck.AlwaysAudited, $"the last event is {types[^1]}");
    }

    private static async Task LeaseIsFreeAsync(CrashStory story, Proposal end)
    {
        var fresh = Proposals.In(ProposalStatus.Submitted) with
        {
            Id = ProposalId.TryParse("01kkng00000000000000000999")!.Value,
            Plan = end.Plan,
            PlanHash = end.PlanHash,
            TokenHash = Proposals.Token(999).Hash(),
            IdempotencyKey = null,
            AuditHead = AuditHead.Start,
        };
        var submission = await story.Bench.Ports.ApprovalStore.SubmitAsync(fresh, [], CancellationToken.None);
        Unless(submission is SubmitResult.Stored, CrashCheck.LeaseIsFree, $"it ended {end.Status}, and the next proposal was answered {submission}");
    }

    private static void Unless(bool holds, CrashCheck check, string message) => CheckFailedException.Unless(holds, check, message);
}
