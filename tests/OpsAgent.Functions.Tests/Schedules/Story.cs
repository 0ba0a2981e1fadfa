using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.Functions.Tests.Races;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>One schedule on the real handlers and the deployed definition, watched by a referee, to the end of every proposal.</summary>
internal sealed class Story
{
    private static readonly TimeSpan[] Leaps =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(61), TimeSpan.FromSeconds(299), TimeSpan.FromSeconds(301),
        TimeSpan.FromSeconds(880), TimeSpan.FromSeconds(889), TimeSpan.FromSeconds(890) - Moments.Tick, TimeSpan.FromSeconds(890), TimeSpan.FromSeconds(900),
    ];

    private readonly Schedule schedule;
    private readonly Turns turns;
    private readonly Bench bench;
    private readonly Machine machine;
    private readonly List<Func<ILambdaContext, Task<JsonElement>>> delivered = [];
    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);
    private int throttles;

    private Story(Schedule schedule)
    {
        this.schedule = schedule;
        Referee = new Referee([Users.Engineer, Users.Lead, Users.Admin], schedule.Quorum);
        bench = new Bench
        {
            Agent = Bench.LocalAgent with { RiskPolicy = new RiskPolicy { Approvals = Enum.GetValues<RiskLevel>().ToDictionary(l => l, _ => schedule.Quorum) } },
            Around = ports => TurningPorts.Of(ports, turns!, Referee, id => machine!.IsWaiting(id)),
            AroundInvocations = (function, run) =>
            {
                if (FunctionNames.Activities.Contains(function))
                {
                    delivered.Add(run);
                }

                return turns!.InvokeAsync(run);
            },
        };
        turns = new Turns(schedule.Choices, bench.Time);
        machine = Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        bench.Executor.Then = ActAsync;
    }

    public Referee Referee { get; }

    public Turns Turns => turns;

    /// <summary>Who was told what.</summary>
    public List<(Actor Who, string ProposalId, Answer Answer)> Answers { get; } = [];

    /// <returns>The story, told to its end; the proposals have ended, whatever came.</returns>
    public static Story Of(Schedule schedule)
    {
        // Turns pass on one thread: no test framework's context may take a continuation elsewhere.
        var told = Task.Run(() =>
        {
            var story = new Story(schedule);
            story.Tell();
            return story;
        });
        return told.GetAwaiter().GetResult();
    }

    public IReadOnlyList<AuditEvent> EventsOf(ProposalId id) => [.. bench.Store.Audit.All.Where(e => e.Chain == id.Value)];

    public Proposal EndOf(ProposalId id) => bench.Store.ListAsync(Enum.Parse<ProposalStatus>(Referee.Cases[id].Stage, ignoreCase: true), 99, CancellationToken.None).Result.Proposals.Single(p => p.Id == id);

    public bool LeaseIsFree(string target) => bench.Store.LeaseOn(target) is null;

    /// <summary>True when somebody called back who had no business to: then the machine may end before people have decided.</summary>
    public bool WasMeddledWith => schedule.Acts.Any(a => a.Kind is ActKind.Callback or ActKind.ForgedCallback);

    public bool Waits(ProposalId id) => machine.IsWaiting(id);

    private void Tell()
    {
        foreach (var act in schedule.Acts)
        {
            turns.Announce(Who(act), () => PlayAsync(act));
        }

        turns.Run();
        for (var minute = 0; minute < 40 && !Referee.Cases.All(c => c.Value.IsOver && !Waits(c.Key)); minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            foreach (var id in Referee.Cases.Keys.Where(_ => minute > 15))
            {
                turns.Spawn(new Actor("machine"), () => machine.HeartbeatTimesOutAsync(id));
            }

            turns.Spawn(new Actor("sweep"), bench.SweepAsync);
            turns.Run();
        }
    }

    private static Actor Who(Act act) => act.Kind is ActKind.Propose or ActKind.Approve or ActKind.Deny or ActKind.Withdraw
        ? new Actor(Verb(act), Users.All[act.Person])
        : new Actor(act.Kind.ToString());

    private static string Verb(Act act) => act.Kind.ToString().ToLowerInvariant();

    private Task PlayAsync(Act act)
    {
        switch (act.Kind)
        {
            case ActKind.Propose:
                return ProposeAsync(act);
            case ActKind.Approve or ActKind.Deny or ActKind.Withdraw:
                return DecideAsync(act);
            case ActKind.Reconciler:
                return bench.SweepAsync();
            case ActKind.Redeliver when delivered.Count > 0:
                return RedeliverAsync(delivered[act.Variant % delivered.Count]);
            case ActKind.Heartbeat when Latest(act) is { Wait: { } wait } waiting && bench.Time.GetUtcNow() >= wait.EnteredAt + TimeSpan.FromSeconds(900):
                return machine.HeartbeatTimesOutAsync(waiting.Id);
            case ActKind.ForgedCallback when Latest(act) is { Wait: not null } forged:
                return bench.Workflow.ResumeAsync(forged with { Status = ProposalStatus.Approved }, CancellationToken.None);
            case ActKind.Callback when Latest(act) is { Wait: not null } asItIs:
                return bench.Workflow.ResumeAsync(asItIs, CancellationToken.None);
            case ActKind.Clock:
                bench.Time.Advance(Leaps[act.Variant % Leaps.Length]);
                return Task.CompletedTask;
            case ActKind.Drift:
                return DriftAsync(act);
            case ActKind.Throttle:
                throttles++;
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private async Task ProposeAsync(Act act)
    {
        var parameters = act.Target == 0
            ? new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." }
            : Scaling.Parameters();
        parameters["action"] = act.Target == 0 ? "reboot_ec2" : "scale_ecs_service";
        var sent = Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, Users.All[act.Person]));
        var answer = await TellAsync(act, act.Variant % 3 == 0 ? sent.With("Idempotency-Key", $"key-{act.Target}") : sent);
        if (answer["approval_token"] is { } token && answer["proposal_id"] is { } id)
        {
            tokens[id] = token;
        }
    }

    private async Task DecideAsync(Act act)
    {
        // Most wait until they are asked, as people do.
        if (act.Variant % 8 != 0)
        {
            await turns.WhenAsync(() => Latest(act) is { Status: not ProposalStatus.Submitted });
        }

        if (Latest(act) is { } proposal)
        {
            var reference = act.Variant % 2 == 0 && tokens.TryGetValue(proposal.Id.Value, out var token)
                ? new JsonObject { ["approval_token"] = token }
                : new JsonObject { ["proposal_id"] = proposal.Id.Value, ["plan_hash"] = act.Variant % 29 == 0 ? "00000000" : proposal.PlanHash.Short };
            await TellAsync(act, Proposing.Decision(Verb(act), Users.All[act.Person], reference), proposal.Id);
        }
    }

    private async Task<Answer> TellAsync(Act act, JsonObject sent, ProposalId? about = null)
    {
        var answer = await bench.SendOnlyAsync(sent);
        Answers.Add((Who(act), about?.Value ?? answer["proposal_id"] ?? string.Empty, answer));
        return answer;
    }

    private async Task RedeliverAsync(Func<ILambdaContext, Task<JsonElement>> again)
    {
        try
        {
            await turns.InvokeAsync(again);
        }
        catch (Exception e) when (e is ActivityException or WorkerCrashException)
        {
            // What it says, nobody hears.
        }
    }

    private async Task DriftAsync(Act act)
    {
        if (act.Target == 1)
        {
            var web = await bench.Services.FindAsync("production", "web", CancellationToken.None);
            bench.Services.Put(SampleServices.WebAt(web!.Desired + 1));
        }
        else
        {
            bench.Fleet.Put(act.Variant % 2 == 0 ? Instances.Web with { State = "stopped" } : Instances.Web.WithoutTag("OpsAgentManaged"));
        }

        Referee.Drifted(act.Target == 0 ? Instances.Web.Arn : SampleServices.Web.Arn, turns.Invocations);
    }

    private Proposal? Latest(Act act) => bench.Store.LatestFor(act.Target == 0 ? Instances.Web.Arn : SampleServices.Web.Arn);

    private Task ActAsync(Execution execution)
    {
        if (execution.Intent is WriteIntent.Execute)
        {
            if (throttles > 0)
            {
                throttles--;
                throw new AwsException(ErrorCode.AwsThrottled, execution.Scope.IamAction, execution.InstanceId, "Throttled; nothing was done.");
            }

            if (execution.InstanceId == "production/web=6")
            {
                bench.Services.Put(SampleServices.WebAt(6));
            }
        }

        return Task.CompletedTask;
    }
}
