using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Reconciler;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>What the state machine's definition and the functions must agree on.</summary>
public sealed class StateMachineDeploymentTests
{
    private static readonly string[] ForeignPrefixes = ["States.", "Lambda.", "Sandbox.", "Runtime."];

    private static readonly List<string> ActivityErrors =
        [.. typeof(ActivityException).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(ActivityException))).Select(t => t.Name).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Tasks => [.. Asl.TaskNames()];

    [Fact]
    public void Definition_ItsOwnErrorNames_AreExactlyThePublicActivityExceptions()
    {
        var named = Asl.ErrorNames().Where(n => !ForeignPrefixes.Any(p => n.StartsWith(p, StringComparison.Ordinal)));

        Assert.Equal(ActivityErrors, named.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Definition_ItsFunctions_AreExactlyTheActivities() => Assert.Equal(
        FunctionNames.Activities.Order(StringComparer.Ordinal),
        Asl.TaskNames().Select(Asl.FunctionOf).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Definition_AFunctionName_IsAPlaceholderOfTheTemplate(string state) =>
        Assert.Equal($"${{{Asl.FunctionOf(state)}Function}}", Asl.Text(Asl.State(state)["Parameters"]!["FunctionName"]));

    [Fact]
    public void Definition_TheFunctionThatChangesAws_IsCalledInItsThreePhasesAlone()
    {
        var callers = Asl.TaskNames()
            .Where(n => Asl.FunctionOf(n) == FunctionNames.ExecuteAction)
            .Select(n => (n, Asl.Text(Asl.State(n)["Parameters"]!["Payload"]!["phase"])));

        Assert.Equal([("Preflight", "preflight"), ("ExecuteAction", "execute"), ("RevertAction", "revert")], callers);
    }

    [Fact]
    public void Definition_TheHeartbeat_IsTheApprovalWindowAndTheTimeoutLiesAboveIt()
    {
        var wait = Asl.State("WaitForApproval");
        var heartbeat = wait["HeartbeatSeconds"]!.GetValue<int>();

        Assert.Equal(heartbeat, wait["Parameters"]!["Payload"]!["approval_window_seconds"]!.GetValue<int>());
        Assert.True(wait["TimeoutSeconds"]!.GetValue<int>() > heartbeat);
        Assert.True(Asl.Definition["TimeoutSeconds"]!.GetValue<int>() > wait["TimeoutSeconds"]!.GetValue<int>());
        Assert.Equal(ReconcilerFunction.MaxRunTime.TotalSeconds, Asl.Definition["TimeoutSeconds"]!.GetValue<int>());
    }

    [Fact]
    public void Definition_OnlyOneState_WaitsForATaskToken()
    {
        var waiting = Asl.TaskNames().Where(n => Asl.Text(Asl.State(n)["Resource"]).EndsWith(".waitForTaskToken", StringComparison.Ordinal));

        Assert.Equal(["WaitForApproval"], waiting);
        Assert.Single(Asl.TaskNames(), n => Asl.State(n).ToJsonString().Contains("$$.Task.Token", StringComparison.Ordinal));
    }

    [Fact]
    public void Definition_ACatchOfATimeout_NamesBothTimeoutsAndLeadsToCloseApproval()
    {
        var rules =
            (from state in Asl.AllStates
             from rule in state.Value!["Catch"]?.AsArray() ?? []
             let names = rule!["ErrorEquals"]!.AsArray().Select(Asl.Text).ToList()
             where names.Any(n => n.EndsWith("Timeout", StringComparison.Ordinal))
             select (state.Key, Names: string.Join(' ', names), Next: Asl.Text(rule["Next"]))).ToList();

        Assert.Equal([("WaitForApproval", "States.HeartbeatTimeout States.Timeout", "CloseApproval")], rules);
    }

    [Fact]
    public void Definition_EveryPath_ReachesRecordOutcomeBeforeItEnds()
    {
        var reached = Walk(Asl.Text(Asl.Definition["StartAt"]), stopAt: "RecordOutcome");

        Assert.All(reached, name => Assert.True(Asl.Text(Asl.State(name)["Type"]) is "Task" or "Choice", $"{name} ends an execution that recorded nothing."));
        Assert.All(reached, name => Assert.Null(Asl.State(name)["End"]));
    }

    [Fact]
    public void Definition_EveryState_IsReached() => Assert.Equal(
        Asl.AllStates.Select(s => s.Key).Order(StringComparer.Ordinal),
        Walk(Asl.Text(Asl.Definition["StartAt"]), stopAt: null).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Definition_ATaskOtherThanTheLast_CatchesEverythingThatItDoesNotName(string state)
    {
        var last = Asl.State(state)["Catch"]?.AsArray().LastOrDefault();

        Assert.Equal(state == "RecordOutcome", last is null);
        Assert.True(last is null || (Names(last).SequenceEqual(["States.ALL"]) && Asl.Text(last["Next"]) == (state == "VerifyOutcome" ? "RevertAction" : "RecordOutcome")));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Definition_WhatIsNotSafeTwice_IsNotRetriedOnEveryError(string state)
    {
        var retried = (Asl.State(state)["Retry"]?.AsArray() ?? []).Where(r => r!["MaxAttempts"]!.GetValue<int>() > 0).SelectMany(r => Names(r!)).ToList();

        Assert.Contains(state == "RecordOutcome" ? "States.ALL" : "TransientAwsError", retried);
        Assert.Equal(state == "RecordOutcome", retried.Contains("States.ALL"));
        Assert.DoesNotContain("States.TaskFailed", retried);
        Assert.All(["ExecutionFailed", "ApprovalInvalid", "GuardrailRejected", "TargetNotFound"], name => Assert.DoesNotContain(name, retried));
        Assert.Equal(state is "ExecuteAction" or "VerifyOutcome" or "RevertAction", retried.Contains("NotSettled"));
    }

    [Fact]
    public void Definition_TheRetriesOfExecuteAction_OutlastAnyClaim()
    {
        var settled = Asl.State("ExecuteAction")["Retry"]!.AsArray().Single(r => Names(r!).Contains("NotSettled"))!;
        var seconds = settled["IntervalSeconds"]!.GetValue<int>() * settled["MaxAttempts"]!.GetValue<int>();

        // Lambda ends an invocation after 900 s at most.
        Assert.Equal(1.0, settled["BackoffRate"]!.GetValue<double>());
        Assert.True(seconds >= 900 + ExecuteActionFunction.ClockSkew.TotalSeconds, $"{seconds} s");
    }

    [Fact]
    public void Definition_TheTimesOfVerification_AreThoseOfTheCode()
    {
        Assert.Equal(ProposalTransitions.MaxVerificationTime.TotalSeconds, SecondsOf("VerifyOutcome"));
        // A revert that comes too early, since verification broke, is tried again until it is allowed.
        Assert.True(SecondsOf("RevertAction") > ProposalTransitions.MaxVerificationTime.TotalSeconds);

        static double SecondsOf(string state)
        {
            var retrier = Asl.State(state)["Retry"]!.AsArray().Single(r => Names(r!).Contains("NotSettled"))!;
            return retrier["IntervalSeconds"]!.GetValue<int>() * retrier["MaxAttempts"]!.GetValue<int>();
        }
    }

    [Fact]
    public void Definition_EveryStep_IsToldWhichExecutionCallsIt() => Assert.All(
        Asl.TaskNames(), name => Assert.Equal("$$.Execution.Id", Asl.Text(Asl.State(name)["Parameters"]!["Payload"]!["execution_id.$"])));

    [Fact]
    public void Definition_ARefusedEnd_IsNotTriedAgain()
    {
        var first = Asl.State("RecordOutcome")["Retry"]!.AsArray()[0]!;

        Assert.Equal(("ApprovalInvalid", 0), (Assert.Single(Names(first)), first["MaxAttempts"]!.GetValue<int>()));
    }

    [Fact]
    public void Definition_TheWindow_IsTheCodesLongest()
    {
        var wait = Asl.State("WaitForApproval");

        Assert.Equal(RequestApprovalFunction.MaxWindow.TotalSeconds, wait["HeartbeatSeconds"]!.GetValue<int>());
        Assert.Equal(RequestApprovalFunction.MaxAge.TotalSeconds, wait["TimeoutSeconds"]!.GetValue<int>());
    }

    [Fact]
    public void Definition_ItsEnds_AreThoseOfAProposal()
    {
        var ends = Asl.AllStates.Where(s => Asl.Text(s.Value!["Type"]) is "Succeed" or "Fail").Select(s => $"{Asl.Text(s.Value!["Type"])} {s.Key}");

        Assert.Equal(["Succeed Completed", "Succeed Rejected", "Succeed Denied", "Succeed Expired", "Succeed Withdrawn", "Fail Failed"], ends);
        Assert.All(Asl.State("HowDidItEnd?")["Choices"]!.AsArray(), c => Assert.Equal(Asl.Text(c!["StringEquals"]), Lowered(c["Next"])));
    }

    [Fact]
    public void Definition_ItsQueryLanguage_IsJsonPath()
    {
        Assert.Null(Asl.Definition["QueryLanguage"]);
        Assert.All(Asl.AllStates, s => Assert.Null(s.Value!["QueryLanguage"]));
        Assert.DoesNotContain("{%", Asl.Definition.ToJsonString(), StringComparison.Ordinal);
    }

    private static HashSet<string> Walk(string start, string? stopAt)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out var name))
        {
            if (name != stopAt && reached.Add(name))
            {
                foreach (var next in Followers(Asl.State(name)))
                {
                    open.Enqueue(next);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> Followers(JsonObject state) =>
        new[] { state["Next"], state["Default"] }
            .Concat((state["Catch"]?.AsArray() ?? []).Select(c => c!["Next"]))
            .Concat((state["Choices"]?.AsArray() ?? []).Select(c => c!["Next"]))
            .OfType<JsonNode>()
            .Select(Asl.Text);

    private static IEnumerable<string> Names(JsonNode rule) => rule["ErrorEquals"]!.AsArray().Select(Asl.Text);

    private static string Lowered(JsonNode? node) => Asl.Text(node).ToLowerInvariant();
}
