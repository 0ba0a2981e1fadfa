using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>What people do on each path.</summary>
internal sealed class CrashScript
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(890);

    private readonly CrashStory story;
    private DateTimeOffset? stopped;
    private bool redriven;

    public CrashScript(CrashStory story)
    {
        this.story = story;
        story.Machine.PauseBefore = story.Path switch
        {
            CrashPath.StoppedActing or CrashPath.RedrivenSoon or CrashPath.RedrivenLate => "ExecuteAction",
            CrashPath.StoppedVerifying => "VerifyOutcome",
            CrashPath.StoppedValidating => "Preflight",
            _ => null,
        };
    }

    /// <summary>False while somebody at the console is still to act.</summary>
    public bool IsThrough => stopped is null || redriven || story.Path is CrashPath.StoppedWaiting;

    private Bench Bench => story.Bench;

    private Machine Machine => story.Machine;

    /// <summary>Once it is Pending.</summary>
    public Task DecideAsync(Proposal pending) => story.Path switch
    {
        CrashPath.Expire => Task.CompletedTask,
        CrashPath.KillSwitch => PressAsync(),
        CrashPath.Deny => story.DecideAsync("deny", Users.Lead, pending),
        CrashPath.Withdraw => story.DecideAsync("withdraw", Users.Engineer, pending),
        CrashPath.DryRun => story.ApproveInPersonAsync(Users.Lead, RequestSource.Slack, pending),
        CrashPath.Quorum => ByTwoAsync(pending),
        CrashPath.QuorumOfOne => ByOneAsync(pending),
        CrashPath.OwnApproval => ByRequesterAsync(pending),
        CrashPath.OtherPlan => OtherPlanAsync(pending),
        CrashPath.ProposeAgain => AgainAsync(pending),
        CrashPath.TooLate => TooLateAsync(pending),
        CrashPath.LastSecond => LastSecondAsync(pending),
        CrashPath.CallbackLost => UnheardAsync(pending),
        CrashPath.StoppedWaiting => StopAsync(pending.Id),
        _ => ApproveAsync(pending),
    };

    /// <summary>Somebody at the console, once a minute.</summary>
    /// <returns>True when the minute's sweep does not come.</returns>
    public async Task<bool> InterfereAsync()
    {
        if (story.Find() is not { } proposal)
        {
            return false;
        }

        if (stopped is null && story.Machine.IsPaused(proposal.Id))
        {
            await StopAsync(proposal.Id);
        }

        // A killed run keeps its lease for the next minute: the Reconciler has closed it two minutes later than without a kill.
        var waits = story.Path is CrashPath.RedrivenLate ? TimeSpan.FromMinutes(6) : TimeSpan.FromMinutes(4);
        var isDue = story.Path is CrashPath.RedrivenSoon || Bench.Time.GetUtcNow() - stopped >= waits;
        if (stopped is not null && !redriven && isDue && story.Path is not CrashPath.StoppedWaiting)
        {
            redriven = true;
            Machine.PauseBefore = null;
            await Bench.PassTimeAsync(CrashStory.Done(Machine.RedriveAsync(proposal.Id)));
        }

        return story.Path is CrashPath.RedrivenLate && stopped is not null && !redriven;
    }

    /// <summary>When all is over.</summary>
    public async Task EndAsync()
    {
        if (story.Path is not CrashPath.ProposeAgain || story.Find() is not { } end)
        {
            return;
        }

        var again = await story.ProposeAsync();
        CheckFailedException.Unless(
            again is null || again["proposal_id"] == end.Id.Value || (!again.Success && story.Plan.Disturbance is not null), CrashCheck.NeverTwice, $"the same key answered another proposal, or none: {again?.Text}");
        if (story.Token is { } token)
        {
            Refused(await story.DecideAsync("approve", Users.Admin, token), "ALREADY_DECIDED");
            Refused(await story.DecideAsync("withdraw", Users.Engineer, token), "ALREADY_DECIDED");
        }
    }

    private Task PressAsync()
    {
        Bench.Settings.Cached[ParameterNames.Policy] = """{"format":1,"rules":[{"name":"stop","deny":"Everything stands still."}]}""";
        return Task.CompletedTask;
    }

    private Task<Answer?> ApproveAsync(Proposal pending)
    {
        if (story.Path is CrashPath.Drift)
        {
            Bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));
        }

        if (story.Path is CrashPath.PlanChanged)
        {
            Bench.Services.Put(SampleServices.WebAt(4));
        }

        return story.DecideAsync("approve", Users.Lead, pending);
    }

    private async Task ByTwoAsync(Proposal pending)
    {
        await ByOneAsync(pending);
        await story.DecideAsync("approve", Users.Admin, pending);
    }

    private async Task ByOneAsync(Proposal pending)
    {
        await story.DecideAsync("approve", Users.Lead, pending);
        await story.ApproveInPersonAsync(Users.Lead, RequestSource.Slack, pending);
        await story.ApproveInPersonAsync(Users.Lead, RequestSource.Teams, pending);
    }

    private async Task ByRequesterAsync(Proposal pending)
    {
        Refused(await story.DecideAsync("approve", Users.Engineer, pending), "SELF_APPROVAL_FORBIDDEN");
        foreach (var source in (RequestSource[])[RequestSource.Slack, RequestSource.Console])
        {
            var code = await story.ApproveInPersonAsync(Users.Engineer, source, pending);
            CheckFailedException.Unless(code is not Door.NoRefusal, CrashCheck.RefusesWhoMayNot, $"the requester approved it from {source}");
        }
    }

    private async Task OtherPlanAsync(Proposal pending) =>
        Refused(await story.DecideAsync("approve", Users.Lead, pending, new string('0', 64)), "PLAN_CHANGED");

    private async Task AgainAsync(Proposal pending)
    {
        var first = story.Token;
        await story.ProposeAsync();
        if (first is not null && story.Token is { } second && second != first)
        {
            Refused(await story.DecideAsync("approve", Users.Lead, first), "APPROVAL_TOKEN_INVALID");
        }

        // Where the token never came, or another answer took its place, the approver decides on what the screen shows.
        if (story.Token is not { } token || await story.DecideAsync("approve", Users.Lead, token) is not { Success: true })
        {
            await story.DecideAsync("approve", Users.Lead, pending);
        }
    }

    private async Task TooLateAsync(Proposal pending)
    {
        Bench.Time.Advance(Window + TimeSpan.FromSeconds(1));
        Refused(await story.DecideAsync("approve", Users.Lead, pending), "APPROVAL_EXPIRED");
    }

    private async Task LastSecondAsync(Proposal pending)
    {
        Bench.Time.Advance(Window - (Bench.Time.GetUtcNow() - pending.Wait!.EnteredAt) - TimeSpan.FromSeconds(1));
        await UnheardAsync(pending);
        if (Machine.IsWaiting(pending.Id))
        {
            await Bench.PassTimeAsync(CrashStory.Done(Machine.HeartbeatTimesOutAsync(pending.Id)));
        }
    }

    private async Task UnheardAsync(Proposal pending)
    {
        Machine.LosesCallbacks = true;
        await story.DecideAsync("approve", Users.Lead, pending);
        Machine.LosesCallbacks = false;
    }

    private Task StopAsync(ProposalId id)
    {
        Machine.Stop(id);
        stopped = Bench.Time.GetUtcNow();
        return Task.CompletedTask;
    }

    // Out of their order, events meet another state and another refusal.
    private void Refused(Answer? answer, string code) => CheckFailedException.Unless(
        answer is null || (story.Plan.Disturbance is null ? answer.Code == code : answer.Code is not null),
        CrashCheck.RefusesWhoMayNot,
        $"expected {code}, was answered {answer?.Text}");
}
