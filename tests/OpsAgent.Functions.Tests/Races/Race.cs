using System.Diagnostics;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Reconciler;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Races;

/// <summary>Lets a crowd loose on one deployment, on real threads and a clock that runs with the real one.</summary>
internal sealed class Race
{
    private readonly (IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit) stores;

    public Race((IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit) stores, int approvalsNeeded = 1)
    {
        this.stores = stores;
        Bench = new Bench
        {
            Stores = stores,
            Agent = Bench.LocalAgent with { RiskPolicy = new RiskPolicy { Approvals = Enum.GetValues<RiskLevel>().ToDictionary(l => l, _ => approvalsNeeded) } },
        };
        Machine = Machine.Behind(Bench);
    }

    public Bench Bench { get; }

    public Machine Machine { get; }

    /// <summary>Starts all at one signal and waits for the last.</summary>
    public async Task<IReadOnlyList<T>> AllAtOnceAsync<T>(IEnumerable<Func<Task<T>>> racers)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Task.WhenAll(racers.Select(r => Task.Run(async () =>
        {
            await signal.Task;
            return await r();
        })).ToList());
        signal.SetResult();
        return await WhileTimePassesAsync(all);
    }

    public async Task<T> WhileTimePassesAsync<T>(Task<T> work)
    {
        for (var clock = Stopwatch.StartNew(); !work.IsCompleted; clock.Restart())
        {
            await Task.WhenAny(work, Task.Delay(5));
            Bench.Time.Advance(clock.Elapsed);
        }

        return await work;
    }

    /// <summary>Puts an approved proposal for a target of its own there, with its signatures.</summary>
    public async Task<Proposal> PutApprovedAsync(int number)
    {
        var approved = Proposals.In(ProposalStatus.Approved, number) with { AuditHead = AuditHead.Start };
        var submitted = Proposals.New(number) with { Version = approved.Version };
        var signed = await SignedDecisions.OfAsync(approved);
        Bench.Fleet.Put(Instances.Numbered(number));
        Assert.IsType<SubmitResult.Stored>(await stores.Proposals.SubmitAsync(submitted, [], signed[0], CancellationToken.None));
        var stored = approved with { Version = approved.Version + 1 };
        Assert.True(await stores.Proposals.ReplaceAsync(submitted, stored, [], signed[1], CancellationToken.None));
        return stored;
    }

    /// <summary>Runs the step that makes the change, again where the store was busy, as the state machine does.</summary>
    /// <returns>What it ended with, or null.</returns>
    public async Task<Exception?> ExecuteAsync(ProposalId id)
    {
        for (var attempt = 1; ; attempt++)
        {
            var error = await Record.ExceptionAsync(() => Bench.StepAsync("ExecuteAction", id, Bench.Context($"{id}-{attempt}")));
            if (error is not TransientAwsError || attempt == 7)
            {
                return error;
            }
        }
    }

    /// <summary>Heartbeats and sweeps until the proposal has ended.</summary>
    public async Task<Proposal> SettleAsync(ProposalId id)
    {
        for (var minute = 0; minute < 40 && !(await Bench.ReadAsync(id)).IsTerminal; minute++)
        {
            Bench.Time.Advance(TimeSpan.FromMinutes(1));
            if (Machine.IsWaiting(id) && minute > 15)
            {
                await Machine.HeartbeatTimesOutAsync(id);
            }

            await Bench.SweepAsync();
        }

        var end = await Bench.ReadAsync(id);
        Assert.True(end.IsTerminal, $"It is still {end.Status}.");
        return end;
    }

    /// <summary>One decision, told once; executed once if it was a yes and never if not; the chain whole, the lease free, nothing in the log.</summary>
    public async Task HoldsAsync(Proposal end)
    {
        var events = await stores.Audit.ReadAsync(end.Id.Value, CancellationToken.None);
        Assert.Null(AuditChain.FindFirstProblem(end.Id.Value, events, end.AuditHead));
        var told = events.Select(e => e.Fields()).Select(f => (Type: f.GetProperty("event_type").GetString(), Outcome: f.GetProperty("outcome").GetString())).ToList();
        Assert.Single(told, e => e.Type is "approval_denied" or "approval_withdrawn" or "approval_expired" || e is { Type: "approval_granted", Outcome: "approved" });
        Assert.Equal(end.Approvals.Length, told.Count(e => e.Type == "approval_granted"));
        Assert.Equal(end.Approvals.Length, end.Approvals.DistinctBy(a => a.By.UserId).Count());
        Assert.All(end.Approvals, a => Assert.True(a.By.UserId != end.Requester.UserId && a.At < end.Wait!.ExpiresAt));

        var approved = told.Contains(("approval_granted", "approved"));
        Assert.Equal(approved ? 1 : 0, Bench.Executor.Changes().Count());
        Assert.Equal(approved, end.Status is ProposalStatus.Completed);
        // Two runs of the Reconciler at once are a part of the race.
        Assert.DoesNotContain(
            Bench.Logger.Buffer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.EndsWith(ReconcilerFunction.AnotherRun, StringComparison.Ordinal));
        Assert.True((await WhileTimePassesAsync(Bench.SendOnlyAsync(Proposing.Reboot(Users.Lead)))).Success, "The lease is not free.");
    }
}
