using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.TestUtilities;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Hosting;

/// <summary>Something that a function asks does not answer. The invocation, which has 60 s, ends by itself before Lambda ends it.</summary>
public sealed class InvocationDeadlineTests
{
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(60) - InvocationDeadline.WorkBuffer;

    // Real time: how long a test that would never end takes to fail.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Tokens_OfSixtySeconds_EndFourAndTwoSecondsBefore()
    {
        var time = new FakeTimeProvider(Moments.Start);
        using var deadline = new InvocationDeadline(new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(60) }, time);

        var seen = new List<(bool Work, bool Answer)>();
        foreach (var milliseconds in (int[])[55_999, 1, 1_999, 1])
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            seen.Add((deadline.Work.IsCancellationRequested, deadline.Answer.IsCancellationRequested));
        }

        Assert.Equal([(false, false), (true, false), (true, false), (true, true)], seen);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    public void Tokens_NoTimeRemains_AreCancelledFromTheStart(double seconds)
    {
        using var deadline = new InvocationDeadline(new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(seconds) }, new FakeTimeProvider());

        Assert.True(deadline.Work.IsCancellationRequested && deadline.Answer.IsCancellationRequested);
    }

    [Fact]
    public async Task Diagnostics_AReaderDoesNotAnswer_IsTheDocumentedErrorAndIsAudited()
    {
        var (bench, stall) = BenchWith(new Stall("FindAsync"), (s, p) => p with { Readers = p.Readers with { Instances = s.Around(p.Readers.Instances) } });

        var answer = new Answer(await EndAsync(bench, stall, StatusAsync(bench)));

        Assert.Equal((200, false, "AWS_SERVICE_ERROR"), (answer.Status, answer.Success, answer.Code));
        Assert.StartsWith("AWS did not answer in the time that one request has", answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Raw, StringComparison.Ordinal);
        Assert.Equal("error_occurred", bench.Store.Audit.All[^1].Fields().GetProperty("event_type").GetString());
    }

    [Fact]
    public async Task Diagnostics_TheAuditDoesNotAnswerEither_StillAnswersBeforeLambdaEndsIt()
    {
        var audit = new Stall("AppendAsync");
        var (bench, stall) = BenchWith(new Stall("FindAsync"), (s, p) => p with
        {
            Readers = p.Readers with { Instances = s.Around(p.Readers.Instances) },
            AuditTrail = audit.Around(p.AuditTrail),
        });
        var call = StatusAsync(bench);
        await stall.Reached.WaitAsync(Patience);
        bench.Time.Advance(Work);
        await audit.Reached.WaitAsync(Patience);
        Assert.False(call.IsCompleted);

        bench.Time.Advance(InvocationDeadline.WorkBuffer - InvocationDeadline.AnswerBuffer);

        Assert.Equal("AWS_SERVICE_ERROR", new Answer(await call.WaitAsync(Patience)).Code);
        Assert.Contains("audit not written", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnostics_TheParametersDoNotAnswer_AdmitsNobody()
    {
        var (bench, stall) = BenchWith(new Stall("ReadAsync"), (s, p) => p with { Parameters = s.Around(p.Parameters) });

        var answer = new Answer(await EndAsync(bench, stall, StatusAsync(bench)));

        Assert.Equal((503, "AWS_SERVICE_ERROR"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Propose_TheStateMachineDoesNotStart_AnswersTheStoredProposalWithItsToken()
    {
        var (bench, stall) = BenchWith(new Stall("StartAsync"), (s, p) => p with { StateMachine = s.Around(p.StateMachine) });
        var parameters = new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." };
        var sent = Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, Users.Engineer));

        var answer = new Answer(await EndAsync(bench, stall, bench.InvokeAsync(FunctionNames.Proposals, sent)));

        Assert.True(answer.Success);
        Assert.StartsWith("approve-", answer["approval_token"], StringComparison.Ordinal);
        Assert.Equal(ProposalStatus.Submitted, (await bench.ReadAsync(ProposalId.TryParse(answer["proposal_id"])!.Value)).Status);
    }

    [Theory]
    [InlineData("ResumeAsync", 60)]
    [InlineData("", 14)]
    public async Task Approve_TheChangeIsNotThereInTime_AnswersTheStoredDecision(string stalled, int remainingSeconds)
    {
        var (bench, stall) = BenchWith(new Stall(stalled), (s, p) => p with { StateMachine = s.Around(p.StateMachine) });
        var proposal = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(60));
        var parameters = new JsonObject { ["approval_token"] = Proposals.Token(1).Reveal() };
        var sent = Events.Post("/operations/approve", Events.Envelope("approve_action", parameters, Users.Lead));
        var start = bench.Time.GetUtcNow();

        var answer = new Answer(await bench.PassTimeAsync(bench.InvokeAsync(FunctionNames.Proposals, sent, bench.Context("invocation-1", remainingSeconds)), isMeasured: true));

        Assert.Equal((true, "in_progress"), (answer.Success, answer["execution_status"]));
        Assert.Equal(ProposalStatus.Approved, (await bench.ReadAsync(proposal.Id)).Status);
        Assert.InRange((bench.Time.GetUtcNow() - start).TotalSeconds, remainingSeconds - 5, remainingSeconds - 2);
    }

    [Fact]
    public async Task Health_AStoreDoesNotAnswerAndLittleTimeIsLeft_AnswersBeforeThatIsOver()
    {
        var (bench, stall) = BenchWith(new Stall("ListAsync"), (s, p) => p with { ProposalIndex = s.Around(p.ProposalIndex) });
        var call = bench.InvokeAsync(FunctionNames.Health, Events.Event("GET", "/health", null), bench.Context("invocation-1", 6));

        await stall.Reached.WaitAsync(Patience);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        var answer = new Answer(await call.WaitAsync(Patience));

        Assert.Equal((503, "down"), (answer.Status, answer.Body.GetProperty("services").GetProperty("approvals").GetString()));
    }

    [Fact]
    public async Task Authorizer_TheParametersDoNotAnswer_EndsWithTheErrorThatAdmitsNobody()
    {
        var (bench, stall) = BenchWith(new Stall("ReadAsync"), (s, p) => p with { Parameters = s.Around(p.Parameters) });
        var sent = Events.Get("/operations/proposals", Users.Viewer);
        sent["methodArn"] = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/production/GET/operations/proposals";

        var thrown = await Assert.ThrowsAsync<AwsException>(() => EndAsync(bench, stall, bench.InvokeAsync(FunctionNames.Authorizer, sent)));

        Assert.Equal(ErrorCode.AwsServiceError, thrown.Code);
        Assert.Contains("nobody is admitted", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ValidateTags", ProposalStatus.Submitted, "FindAsync")]
    [InlineData("AssessRisk", ProposalStatus.Submitted, "FindLastAsync")]
    [InlineData("Preflight", ProposalStatus.Submitted, "AssumeAsync")]
    [InlineData("CloseApproval", ProposalStatus.Pending, "ReplaceAsync")]
    [InlineData("ExecuteAction", ProposalStatus.Approved, "FindAsync")]
    [InlineData("VerifyOutcome", ProposalStatus.Executing, "FindAsync")]
    [InlineData("RecordOutcome", ProposalStatus.Denied, "NotifyAsync")]
    public async Task Step_ItsTimeIsOver_IsATransientErrorAndChangesNothing(string state, ProposalStatus status, string stalled)
    {
        var (bench, stall) = BenchWith(new Stall(stalled), StallEverywhere);
        bench.Time.SetUtcNow(state == "CloseApproval" ? Proposals.ExpiresAt : Moments.After(65));
        var proposal = Proposals.In(status);
        if (status is ProposalStatus.Executing)
        {
            proposal = proposal with { Execution = new ExecutionRecord(ExecutionStatus.Executed, Moments.After(60), TimeSpan.FromSeconds(1), null) };
        }

        bench.Store.With(proposal);

        await Assert.ThrowsAsync<TransientAwsError>(() => EndAsync(bench, stall, bench.StepAsync(state, proposal.Id)));

        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
        Assert.Empty(bench.Executor.Executions);
    }

    [Fact]
    public async Task RequestApproval_TheApproversCouldNotBeAsked_IsTriedAgainAndAsksThem()
    {
        var calls = 0;
        var (bench, stall) = BenchWith(new Stall("NotifyAsync") { When = _ => ++calls == 1 }, StallEverywhere);
        var proposal = Proposals.Story(ProposalStatus.Pending).Last(s => s.Proposal is { Status: ProposalStatus.Submitted, Risk: not null }).Proposal;
        bench.Store.With(proposal);

        await Assert.ThrowsAsync<TransientAwsError>(() => EndAsync(bench, stall, bench.AskAsync(proposal.Id, Moments.Start)));
        await bench.AskAsync(proposal.Id, Moments.After(60), "AQCEAAAAKgAAAAMAAAAA-the-second-task-token-of-a-test", attempt: 1);

        Assert.Equal(NoticeKind.ApprovalRequested, Assert.Single(bench.Notifier.Notices).Kind);
    }

    [Fact]
    public async Task ExecuteAction_TheCallIsSlowAfterTheClaim_IsNotCancelledAndIsRecorded()
    {
        var bench = new Bench();
        var answer = new TaskCompletionSource();
        bench.Executor.Then = _ => answer.Task;
        var proposal = Proposals.In(ProposalStatus.Approved);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(10));

        var call = bench.StepAsync("ExecuteAction", proposal.Id);
        bench.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(call.IsCompleted);
        answer.SetResult();
        await call.WaitAsync(Patience);

        Assert.Equal(ExecutionStatus.Executed, (await bench.ReadAsync(proposal.Id)).Execution!.Status);
    }

    [Fact]
    public async Task ExecuteAction_TheRoleIsAssumedAfterTheClaim_UnderATokenThatNothingCancels()
    {
        var (bench, stall) = BenchWith(new Stall("AssumeAsync"), StallEverywhere);
        var proposal = Proposals.In(ProposalStatus.Approved);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(10));

        _ = bench.StepAsync("ExecuteAction", proposal.Id);

        Assert.False((await stall.Reached.WaitAsync(Patience)).CanBeCanceled);
    }

    [Fact]
    public async Task Reconciler_OneProposalUsesUpItsTime_GoesOnBehindItTheNextMinute()
    {
        var slow = Proposals.In(ProposalStatus.Approved, 1);
        var other = Proposals.In(ProposalStatus.Approved, 2);
        var (bench, stall) = BenchWith(new Stall("DescribeAsync") { When = a => ((Proposal)a[0]!).Id == slow.Id }, StallEverywhere);
        bench.Store.With(slow, other);
        bench.Workflow.Run = new StateMachineExecution("arn:aws:states:eu-central-1:123456789012:execution:opsagent:reboot_ec2-2", "RUNNING");
        bench.Time.SetUtcNow(Moments.After(700));

        var first = await EndAsync(bench, stall, bench.SweepAsync());

        Assert.False(first.GetProperty("complete").GetBoolean());
        Assert.Empty(bench.Workflow.Calls);
        Assert.Equal(ProposalCursor.Of(slow), await bench.Store.ReadCursorAsync(CancellationToken.None));

        var second = bench.SweepAsync();
        bench.Time.Advance(Work);

        Assert.Equal(1, (await second.WaitAsync(Patience)).GetProperty("resumed").GetInt32());
    }

    [Fact]
    public async Task Reconciler_AListDoesNotAnswer_IsIncompleteAndNoFailure()
    {
        var (bench, stall) = BenchWith(new Stall("ListOldestFirstAsync"), StallEverywhere);

        Assert.False((await EndAsync(bench, stall, bench.SweepAsync())).GetProperty("complete").GetBoolean());
    }

    private static (Bench Bench, Stall Stall) BenchWith(Stall stall, Func<Stall, Ports, Ports> around) => (new Bench { Around = ports => around(stall, ports) }, stall);

    private static Ports StallEverywhere(Stall stall, Ports ports)
    {
        var role = new Lazy<Core.Operations.IExecutorRole>(() => stall.Around(ports.ExecutorRole()));

        return ports with
        {
            Readers = ports.Readers with { Instances = stall.Around(ports.Readers.Instances) },
            ExecutorRole = () => role.Value,
            // FindAsync is meant as the readers' one.
            ApprovalStore = stall.Names("FindAsync") ? ports.ApprovalStore : stall.Around(ports.ApprovalStore),
            TargetHistory = stall.Around(ports.TargetHistory),
            ProposalIndex = stall.Around(ports.ProposalIndex),
            StateMachine = stall.Around(ports.StateMachine),
            Notifier = new SilentNotifier(stall.Around(ports.Notifier)),
        };
    }

    private static Task<JsonElement> StatusAsync(Bench bench) =>
        bench.InvokeAsync(FunctionNames.Diagnostics, Events.Get("/operations/get_ec2_status", Users.Viewer, ("instance_id", Instances.WebId)));

    /// <summary>Lets the time for work pass once the call stalls.</summary>
    private static async Task<T> EndAsync<T>(Bench bench, Stall stall, Task<T> call)
    {
        await stall.Reached.WaitAsync(Patience);
        bench.Time.Advance(Work - TimeSpan.FromTicks(1));
        Assert.False(call.IsCompleted);
        bench.Time.Advance(TimeSpan.FromTicks(1));
        return await call.WaitAsync(Patience);
    }

    /// <summary>Passes over in silence what could not be published, as the one on SNS does.</summary>
    private sealed class SilentNotifier(INotifier inner) : INotifier
    {
        public async Task NotifyAsync(Notice notice, CancellationToken cancellationToken)
        {
            try
            {
                await inner.NotifyAsync(notice, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // It is in the log.
            }
        }
    }
}
