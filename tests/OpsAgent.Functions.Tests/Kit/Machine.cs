using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>
/// Walks the deployed state machine over the functions of a bench, at once and on its clock: a retry advances the
/// time by its interval. Takes the place of Step Functions behind the bench's workflow.
/// </summary>
internal sealed class Machine
{
    /// <summary>The method of a call that begins another execution, as Step Functions would under another name.</summary>
    public const string StartAgain = nameof(StartAgain);

    private readonly Bench bench;
    private readonly ConcurrentDictionary<ProposalId, Run> runs = [];

    private Machine(Bench bench) => this.bench = bench;

    /// <summary>Where executions stop as if the step were still running; <see cref="GoOnAsync"/> takes them on.</summary>
    public string? PauseBefore { get; set; }

    /// <summary>How often VerifyOutcome looks again; null for as often as is deployed.</summary>
    public int? MaxLooks { get; init; }

    /// <summary>Callbacks are accepted and have no effect.</summary>
    public bool LosesCallbacks { get; set; }

    /// <summary>How many executions were begun for a proposal.</summary>
    public int Begun { get; private set; }

    public static Machine Behind(Bench bench, int? mostLooks = null)
    {
        var machine = new Machine(bench) { MaxLooks = mostLooks };
        bench.Workflow.Then = machine.OnCallAsync;
        return machine;
    }

    /// <returns>The states that the execution entered.</returns>
    public IReadOnlyList<string> PathOf(ProposalId id) => runs[id].Path;

    /// <returns>The execution's data as it is now, its input included.</returns>
    public string DataOf(ProposalId id) => runs[id].Data.ToJsonString();

    /// <returns>The task tokens that were given out, last one last.</returns>
    public IReadOnlyList<string> TokensOf(ProposalId id) => runs[id].Tokens;

    public Task GoOnAsync(ProposalId id) => WalkAsync(runs[id], runs[id].Next!, resumed: true);

    /// <returns>True where an execution has come to <see cref="PauseBefore"/>.</returns>
    public bool IsPaused(ProposalId id) => runs.TryGetValue(id, out var run) && run is { Next: { } next, IsStopped: false } && next == PauseBefore;

    /// <summary>Somebody redrives a stopped execution: it begins again with the state that it was in.</summary>
    public Task RedriveAsync(ProposalId id)
    {
        runs[id].IsStopped = false;
        return GoOnAsync(id);
    }

    public bool IsWaiting(ProposalId id) => runs.TryGetValue(id, out var run) && run.IsWaiting;

    /// <summary>SendTaskSuccess by hand, with whatever output.</summary>
    public async Task CallBackByHandAsync(ProposalId id, JsonNode? output)
    {
        _ = runs[id].TryWake();
        runs[id].Data["decision"] = output;
        await WalkAsync(runs[id], Asl.Text(Asl.State("WaitForApproval")["Next"]));
    }

    /// <summary>SendTaskFailure by hand: an error that the state tries again makes it wait anew, with another token.</summary>
    public async Task FailByHandAsync(ProposalId id, string error)
    {
        var run = runs[id];
        if (MayRetry(Asl.State("WaitForApproval"), error, run.Retries))
        {
            await AskAsync(run, run.Attempt + 1);
            return;
        }

        await FailAsync(run, "WaitForApproval", error, "by hand");
    }

    /// <summary>StopExecution in the console. What a function does at that moment it does to its end.</summary>
    public void Stop(ProposalId id)
    {
        runs[id].IsStopped = true;
        _ = runs[id].TryWake();
    }

    /// <summary>RedriveExecution: the state in which it ended is entered again, with the input that it had.</summary>
    public async Task RedriveAsync(ProposalId id, string state)
    {
        var run = runs[id];
        run.IsStopped = false;
        run.Data.Remove("error");
        PauseBefore = null;
        await WalkAsync(run, state);
    }

    /// <summary>The window is over: nobody beat the heart.</summary>
    public Task HeartbeatTimesOutAsync(ProposalId id) => FailAsync(runs[id], "WaitForApproval", "States.HeartbeatTimeout", string.Empty);

    private Task OnCallAsync(StateMachineCall call)
    {
        var run = runs.GetValueOrDefault(call.Proposal.Id);
        switch (call.Method)
        {
            case "Describe":
                bench.Workflow.Run = run?.AsSeen();
                break;
            case "Start" when run is not null:
                bench.Workflow.Starts = run.AsSeen().IsRunning;
                break;
            case "Start" when new Run(call.Proposal.Id) is var started:
                bench.Workflow.Starts = true;
                return runs.TryAdd(call.Proposal.Id, started) ? BeginAsync(started) : Task.CompletedTask;
            case StartAgain:
                bench.Workflow.Starts = true;
                return BeginAsync(runs[call.Proposal.Id] = new Run(call.Proposal.Id));
            case "Resume" when !LosesCallbacks:
                bench.Workflow.Resumes = run is { IsWaiting: true } && call.Proposal.Wait!.TaskToken.Reveal() == run.Tokens[^1] && run.TryWake();
                return bench.Workflow.Resumes ? ResumeAsync(run!, call.Proposal) : Task.CompletedTask;
            default:
                break;
        }

        return Task.CompletedTask;
    }

    private Task BeginAsync(Run run)
    {
        Begun++;
        return WalkAsync(run, Asl.Text(Asl.Definition["StartAt"]));
    }

    private Task ResumeAsync(Run run, Proposal proposal)
    {
        run.Data["decision"] = new JsonObject { ["status"] = proposal.Status.ToString().ToLowerInvariant() };
        return WalkAsync(run, Asl.Text(Asl.State("WaitForApproval")["Next"]));
    }

    private async Task WalkAsync(Run run, string start, bool resumed = false)
    {
        for (string? name = start; name is not null;)
        {
            run.Next = name;
            if (run.IsStopped || (name == PauseBefore && !resumed))
            {
                return;
            }

            resumed = false;
            run.Path.Add(name);
            name = Asl.Text(Asl.State(name)["Type"]) switch
            {
                "Task" => await TaskAsync(run, name),
                "Choice" => Chosen(run, Asl.State(name)),
                _ => null,
            };
        }
    }

    private async Task<string?> TaskAsync(Run run, string name)
    {
        var state = Asl.State(name);
        var retries = new Dictionary<JsonNode, int>();
        var entered = bench.Time.GetUtcNow();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (Asl.Text(state["Resource"]).EndsWith(".waitForTaskToken", StringComparison.Ordinal))
                {
                    (run.Entered, run.Retries) = (entered, retries);
                    await AskAsync(run, attempt);
                    return null;
                }

                Place(run, state, await bench.StepAsync(name, run.Id, data: run.Data));
                return Asl.Text(state["Next"]);
            }
            catch (Exception e) when (e is not InvalidOperationException { Message: ['S', 't', 'a', 't', 'e', 's', '.', ..] })
            {
                if (Asl.Text(state["Resource"]).EndsWith(".waitForTaskToken", StringComparison.Ordinal) && !run.TryWake())
                {
                    // Called back before the function failed: the state is over, and another walk goes on from it.
                    return null;
                }

                var error = e is WorkerCrashException ? "Runtime.ExitError" : e.GetType().Name;
                if (!MayRetry(state, error, retries))
                {
                    return Caught(run, state, error, new JsonObject { ["errorType"] = error, ["errorMessage"] = e.Message }.ToJsonString());
                }
            }
        }
    }

    private async Task AskAsync(Run run, int attempt)
    {
        run.Attempt = attempt;
        run.Wait();
        run.Tokens.Add($"{Bench.TaskToken}-{run.Id}-{run.Tokens.Count}");
        await bench.AskAsync(run.Id, run.Entered, run.Tokens[^1], attempt);
    }

    private async Task FailAsync(Run run, string name, string error, string cause)
    {
        if (run.TryWake())
        {
            await WalkAsync(run, Caught(run, Asl.State(name), error, cause));
        }
    }

    private bool MayRetry(JsonObject state, string error, Dictionary<JsonNode, int> retries)
    {
        var rule = (state["Retry"]?.AsArray() ?? []).FirstOrDefault(r => Names(r!, error));
        if (rule is null || retries.GetValueOrDefault(rule) is var done && done >= Most(state, rule))
        {
            return false;
        }

        retries[rule] = done + 1;
        bench.Time.Advance(TimeSpan.FromSeconds(rule["IntervalSeconds"]!.GetValue<int>() * Math.Pow(rule["BackoffRate"]!.GetValue<double>(), done)));
        return true;
    }

    private int Most(JsonObject state, JsonNode rule) =>
        MaxLooks is { } most && Names(rule, "NotSettled") && ReferenceEquals(state, Asl.State("VerifyOutcome")) ? most : rule["MaxAttempts"]!.GetValue<int>();

    private static string Caught(Run run, JsonObject state, string error, string cause)
    {
        var rule = (state["Catch"]?.AsArray() ?? []).FirstOrDefault(c => Names(c!, error))
            ?? throw new InvalidOperationException($"States.Uncaught: {error} {cause}");
        run.Data[Asl.Text(rule["ResultPath"])[2..]] = new JsonObject { ["Error"] = error, ["Cause"] = cause };
        return Asl.Text(rule["Next"]);
    }

    private static bool Names(JsonNode rule, string error) =>
        rule["ErrorEquals"]!.AsArray().Any(n => Asl.Text(n) is var name && (name == error || name == "States.ALL"));

    private static void Place(Run run, JsonObject state, JsonNode result) => run.Data[Asl.Text(state["ResultPath"])[2..]] = result;

    private static string Chosen(Run run, JsonObject state) =>
        Asl.Text((state["Choices"]!.AsArray().FirstOrDefault(c => Holds(run, c!))?["Next"]) ?? state["Default"]);

    private static bool Holds(Run run, JsonNode rule)
    {
        if (rule["And"] is JsonArray all)
        {
            return all.All(r => Holds(run, r!));
        }

        JsonNode? value;
        try
        {
            value = Asl.Resolve(Asl.Text(rule["Variable"]), run.Data, []);
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return rule["IsPresent"] is not null || (value is JsonValue text && text.TryGetValue(out string? said) && said == Asl.Text(rule["StringEquals"]));
    }

    private sealed class Run(ProposalId id)
    {
        private int waiting;

        public ProposalId Id { get; } = id;

        public JsonObject Data { get; } = new() { ["proposal_id"] = id.Value };

        public List<string> Path { get; } = [];

        public List<string> Tokens { get; } = [];

        public bool IsWaiting => Volatile.Read(ref waiting) == 1;

        public bool IsStopped { get; set; }

        public string? Next { get; set; }

        public DateTimeOffset Entered { get; set; }

        public int Attempt { get; set; }

        public Dictionary<JsonNode, int> Retries { get; set; } = [];

        public void Wait() => Volatile.Write(ref waiting, 1);

        /// <returns>True for the one of several who ended the wait.</returns>
        public bool TryWake() => Interlocked.Exchange(ref waiting, 0) == 1;

        public StateMachineExecution AsSeen() => new(
            $"arn:aws:states:eu-central-1:123456789012:execution:opsagent:{Id}",
            IsStopped ? "ABORTED" : Path.Count == 0 ? "RUNNING" : Asl.Text(Asl.State(Path[^1])["Type"]) switch { "Succeed" => "SUCCEEDED", "Fail" => "FAILED", _ => "RUNNING" });
    }
}
