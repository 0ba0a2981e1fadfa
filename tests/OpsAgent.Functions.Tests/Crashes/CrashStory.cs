using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>One write on one path with one disturbance, and sweeps until nothing is left to mend, forty minutes at most.</summary>
internal sealed class CrashStory
{
    /// <summary>The rule of <see cref="CrashPath.LastOfABudget"/>, and the key of its budget.</summary>
    public const string Budget = "one-an-hour";

    private const int MaxLooks = 5;

    private readonly CrashScript script;

    public CrashStory(CrashPath path, Disturbance? disturbance, (IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)? stores = null)
    {
        Path = path;
        var memory = new InMemoryApprovalStore();
        Stores = stores ?? (memory, memory, memory.Audit);
        Watch = new StoreWatch(Stores.Proposals);
        Bench = new Bench { Stores = (Watch, Stores.Index, Stores.Audit), Agent = path.Settings() };
        Plan = Bench.Crashes = new CrashPlan(Bench.DeliverAsync, () => Watch.Version) { Disturbance = disturbance };
        Machine = Machine.Behind(Bench, MaxLooks);
        Target = new Target(path, Bench, Stores.Proposals);
        Bench.Executor.Then = Target.ActAsync;
        Bench.Services.Put(SampleServices.Web);
        if (path is CrashPath.Untagged)
        {
            Bench.Fleet.Put(Instances.Web.WithoutTag("OpsAgentManaged"));
        }

        if (path is CrashPath.LastOfABudget)
        {
            Bench.Settings.Cached[ParameterNames.Policy] = $$$"""{"format":1,"rules":[{"name":"{{{Budget}}}","budget":{"minutes":60,"writes":1}}]}""";
        }

        script = new CrashScript(this);
    }

    public CrashPath Path { get; }

    public CrashPlan Plan { get; }

    public Bench Bench { get; }

    public Machine Machine { get; }

    public StoreWatch Watch { get; }

    public Target Target { get; }

    public (IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit) Stores { get; }

    /// <summary>The approval token that the requester got last, or null.</summary>
    public string? Token { get; private set; }

    public async Task TellAsync()
    {
        await ProposeAsync();
        if (Find() is { Status: ProposalStatus.Pending } pending)
        {
            await script.DecideAsync(pending);
        }

        for (var (minute, calm) = (0, 0); minute < 40 && calm < 3; minute++)
        {
            calm = Find() is not { } proposal || (proposal.IsTerminal && !Machine.IsWaiting(proposal.Id) && script.IsThrough) ? calm + 1 : 0;
            Bench.Time.Advance(TimeSpan.FromMinutes(1));
            if (Find() is { } open && Machine.IsWaiting(open.Id) && Bench.Time.GetUtcNow() - open.CreatedAt > TimeSpan.FromMinutes(16))
            {
                await Bench.PassTimeAsync(Done(Machine.HeartbeatTimesOutAsync(open.Id)));
            }

            if (!await script.InterfereAsync())
            {
                await TryAsync(() => Bench.PassTimeAsync(Bench.SweepAsync()), repeats: false);
            }
        }

        await Bench.PassTimeAsync(Done(Plan.DeliverLateAsync()));
        await script.EndAsync();
    }

    /// <returns>The one proposal, or null when none was stored.</returns>
    public Proposal? Find()
    {
        CheckFailedException.Unless(Watch.Stored.Count <= 1, CrashCheck.NeverTwice, "the request was stored twice");
        return Watch.Stored.SingleOrDefault();
    }

    /// <returns>The answer, or null where the connection broke.</returns>
    public async Task<Answer?> ProposeAsync()
    {
        var parameters = Path.IsScaling()
            ? Scaling.Parameters(Path is CrashPath.Revert ? "revert" : "keep")
            : new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." };
        parameters["action"] = Path.IsScaling() ? "scale_ecs_service" : "reboot_ec2";
        var answer = await SendAsync("propose", "propose_action", parameters, Users.Engineer);
        Token = ApprovalToken.TryParse(answer?["approval_token"])?.Reveal() ?? Token;
        return answer;
    }

    public Task<Answer?> DecideAsync(string verb, UserId by, Proposal pending, string? planHash = null) =>
        DecideAsync(verb, by, new JsonObject { ["proposal_id"] = pending.Id.Value, ["plan_hash"] = planHash ?? pending.PlanHash.Value });

    public Task<Answer?> DecideAsync(string verb, UserId by, string token) => DecideAsync(verb, by, new JsonObject { ["approval_token"] = token });

    /// <returns>The code of the refusal, null without one.</returns>
    public async Task<string?> ApproveInPersonAsync(UserId by, RequestSource source, Proposal pending)
    {
        var answer = await TryAsync(() => Bench.PassTimeAsync(Bench.InvokeAsync(Door.Name, Door.Approve(by, source, pending.Id, pending.PlanHash.Value))));
        return answer is { ValueKind: System.Text.Json.JsonValueKind.Object } said ? said.GetProperty("code").GetString() : null;
    }

    public static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private Task<Answer?> DecideAsync(string verb, UserId by, JsonObject parameters)
    {
        if (verb != "approve")
        {
            parameters["reason"] = "Not during the release.";
        }

        return SendAsync(verb, $"{verb}_action", parameters, by);
    }

    private Task<Answer?> SendAsync(string route, string operation, JsonObject parameters, UserId by) => TryAsync<Answer?>(async () =>
        await Bench.SendAsync(Events.Post($"/operations/{route}", Events.Envelope(operation, parameters.DeepClone(), by)).With("Idempotency-Key", "once")));

    // A client whose connection broke either sends the same again or is never seen again.
    private async Task<T?> TryAsync<T>(Func<Task<T>> sendAsync, bool? repeats = null)
    {
        try
        {
            return await sendAsync();
        }
        catch (WorkerCrashException) when (repeats ?? Plan.Disturbance is Disturbance.Kill { ClientRepeats: true } or Disturbance.Delayed)
        {
            return await sendAsync();
        }
        catch (Exception e) when (e is WorkerCrashException or AwsException)
        {
            return default;
        }
    }
}
