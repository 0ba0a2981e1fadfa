using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>
/// Every step in every state of a proposal, called as no state machine would: by another execution, too early, too late, twice.
/// Such a call never executes, lengthens or undoes anything, and what is refused leaves one audit event and nothing else.
/// </summary>
public abstract class OwnExecutionContract
{
    private static readonly string[] Steps = ["ValidateTags", "AssessRisk", "Preflight", "WaitForApproval", "CloseApproval", "ExecuteAction", "VerifyOutcome", "RevertAction", "RecordOutcome"];

    // What the proposal's own execution gets out of its turn: "." is an answer that changes nothing, "!" a refusal, "x" an end
    // without a change, "+" the step's own work.
    private const string Table = """
        situation  | ValidateTags | AssessRisk | Preflight | WaitForApproval | CloseApproval | ExecuteAction | VerifyOutcome | RevertAction | RecordOutcome
        submitted  | .            | +          | .         | !               | !             | !             | !             | !            | x
        assessed   | .            | +          | .         | +               | !             | !             | !             | !            | x
        pending    | !            | !          | !         | .               | !             | !             | !             | !            | x
        overtime   | !            | !          | !         | .               | x             | !             | !             | !            | x
        approved   | !            | !          | !         | .               | .             | +             | !             | !            | x
        claimed    | !            | !          | !         | .               | .             | .             | !             | !            | !
        executed   | !            | !          | !         | .               | .             | .             | +             | !            | !
        verified   | !            | !          | !         | .               | .             | .             | .             | .            | +
        reverting  | !            | !          | !         | .               | .             | .             | .             | +            | !
        completed  | !            | !          | !         | .               | .             | .             | .             | .            | .
        failed     | !            | !          | !         | .               | .             | .             | .             | .            | .
        unknown    | !            | !          | !         | .               | .             | .             | .             | .            | .
        rejected   | .            | .          | .         | !               | .             | .             | !             | !            | .
        denied     | !            | !          | !         | .               | .             | !             | !             | !            | .
        expired    | !            | !          | !         | .               | .             | !             | !             | !            | .
        withdrawn  | !            | !          | !         | .               | .             | !             | !             | !            | .
        """;

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var rows = Table.Split('\n').Select(r => r.Split('|', StringSplitOptions.TrimEntries)).ToList();
            var cells = new TheoryData<string, string, string>();
            foreach (var row in rows.Skip(1))
            {
                foreach (var (cell, i) in row.Skip(1).Select((c, i) => (c, i)))
                {
                    cells.Add(row[0], rows[0][i + 1], cell);
                }
            }

            return cells;
        }
    }

    protected abstract Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync();

    [Fact]
    public void Table_HasEveryStepAndStatus()
    {
        Assert.Equal(Asl.TaskNames().Order(StringComparer.Ordinal), Steps.Order(StringComparer.Ordinal));
        Assert.All(Enum.GetValues<ProposalStatus>(), s => Assert.Contains(All, p => p.Value.Status == s));
        Assert.Equal(All.Count * Steps.Length, Cells.Count);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Step_OfTheProposalsOwnExecution_DoesWhatTheTableSays(string situation, string step, string expected)
    {
        var scene = await SceneAsync(situation);

        await scene.CallAsync(step, RecordingStateMachine.ArnOf(scene.Before.Id));

        var after = await scene.Bench.ReadAsync(scene.Before.Id);
        Assert.Equal(expected is "!" ? 1 : 0, await scene.RefusalsAsync());
        Assert.Equal(expected is "." or "!", Proposals.Json(scene.Before) == Proposals.Json(after));
        Assert.Equal(situation == "approved" && step == "ExecuteAction" ? 1 : situation == "reverting" && step == "RevertAction" ? 1 : 0, scene.Bench.Executor.Executions.Count(e => e.Intent is Core.Operations.WriteIntent.Execute));
        if (expected is "x")
        {
            Assert.Contains(after.Status, (ProposalStatus[])[ProposalStatus.Rejected, ProposalStatus.Expired]);
        }

        Assert.True(after.Wait is null || scene.Before.Wait is null || after.Wait.ExpiresAt <= scene.Before.Wait.ExpiresAt, "The window was lengthened.");
        Assert.True(after.Wait is null || after.Wait.ExpiresAt <= after.CreatedAt + TimeSpan.FromMinutes(20));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Step_OfAnotherExecution_ChangesNothingAndIsAuditedOnce(string situation, string step, string expected)
    {
        _ = expected;
        var scene = await SceneAsync(situation);
        var refused = 0;
        foreach (var foreign in (string?[])[null, string.Empty, RecordingStateMachine.ArnOf(Proposals.New(7).Id), $"{RecordingStateMachine.ArnOf(Proposals.New().Id)}x", new string('a', 5000)])
        {
            Assert.IsType<ApprovalInvalid>(await scene.CallAsync(step, foreign));

            Assert.Equal(Proposals.Json(scene.Before), Proposals.Json(await scene.Bench.ReadAsync(scene.Before.Id)));
            Assert.Equal(++refused, await scene.RefusalsAsync());
            Assert.Empty(scene.Bench.Executor.Executions);
            Assert.Empty(scene.Bench.Notifier.Notices);
        }
    }

    private static Dictionary<string, Proposal> All { get; } = Make();

    private static Dictionary<string, Proposal> Make()
    {
        var claimed = Scaling.Approved(Scaling.Plan("revert")) with { Status = ProposalStatus.Executing, Claim = Proposals.Claim };
        var executed = claimed with
        {
            Execution = new ExecutionRecord(ExecutionStatus.Executed, Moments.After(11), TimeSpan.Zero),
            Verification = new VerificationRecord(Moments.After(20), false, null, [], "waiting"),
        };
        var all = new Dictionary<string, Proposal>
        {
            ["assessed"] = Proposals.New() with { Risk = Proposals.Risk },
            ["overtime"] = Proposals.In(ProposalStatus.Pending) with { Wait = Proposals.Wait with { ExpiresAt = Moments.After(29) } },
            ["claimed"] = claimed,
            ["executed"] = executed,
            ["verified"] = executed with { Verification = new VerificationRecord(Moments.After(20), true, Moments.After(15), [], "good") },
            ["reverting"] = executed with { Reversal = new ReversalRecord(ReversalStatus.Started, Moments.After(25), "set back to 3 tasks", null, Moments.After(90)) },
        };
        foreach (var status in Enum.GetValues<ProposalStatus>().Where(s => s is not ProposalStatus.Executing))
        {
            all.Add(status.ToString().ToLowerInvariant(), Proposals.In(status));
        }

        return all;
    }

    private async Task<Scene> SceneAsync(string situation)
    {
        var stores = await StoresAsync();
        var bench = new Bench { Stores = stores };
        bench.Services.Put(SampleServices.WebAt(6) with { Running = 4, Pending = 2 });
        // Half a minute after it was proposed, before anything is over.
        bench.Time.SetUtcNow(Moments.After(30));
        var proposal = All[situation];
        var submitted = Proposals.New() with { Plan = proposal.Plan, PlanHash = proposal.PlanHash, Version = proposal.Version };
        var signed = await SignedDecisions.OfAsync(proposal);
        Assert.IsType<SubmitResult.Stored>(await stores.Proposals.SubmitAsync(submitted, [], signed[0], CancellationToken.None));
        var stored = proposal with { Version = proposal.Version + 1, AuditHead = AuditHead.Start };
        Assert.True(await stores.Proposals.ReplaceAsync(submitted, stored, [], signed.ElementAtOrDefault(1), CancellationToken.None));
        return new Scene(bench, stored, stores.Audit);
    }

    private sealed record Scene(Bench Bench, Proposal Before, IAuditTrail Audit)
    {
        /// <returns>The error that the step ended with, or null.</returns>
        public async Task<Exception?> CallAsync(string step, string? executionId)
        {
            var context = Asl.ContextOf(executionId ?? string.Empty);
            context["Task"] = new JsonObject { ["Token"] = Proposals.TaskTokenText };
            context["State"] = new JsonObject { ["EnteredTime"] = Timestamps.Text(Proposals.Wait.EnteredAt), ["RetryCount"] = 0 };
            var payload = Asl.Payload(step, new JsonObject { ["proposal_id"] = Before.Id.Value }, context);
            if (executionId is null)
            {
                payload.Remove("execution_id");
            }

            var error = await Record.ExceptionAsync(() => Bench.InvokeAsync(Asl.FunctionOf(step), payload));
            Assert.True(error is null or ActivityException, error?.ToString());
            return error;
        }

        public async Task<int> RefusalsAsync()
        {
            var lines = Bench.Lines.Where(l => l.Contains("\"step_refused\"", StringComparison.Ordinal)).ToList();
            foreach (var line in lines)
            {
                var refused = JsonNode.Parse(line)!;
                Assert.Equal(Before.Id.Value, Asl.Text(refused["proposal_id"]));
                var kept = Assert.Single(await Audit.ReadAsync(Asl.Text(refused["chain"]), CancellationToken.None));
                Assert.NotEqual(Before.Id.Value, kept.Chain);
                Assert.True(kept.Body.Length < 2000, kept.Body.Length.ToString(CultureInfo.InvariantCulture));
            }

            return lines.Count;
        }
    }
}

public sealed class OwnExecutionTests : OwnExecutionContract
{
    protected override Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync()
    {
        var store = new InMemoryApprovalStore();
        return Task.FromResult<(IApprovalStore, IProposalIndex, IAuditTrail)>((store, store, store.Audit));
    }
}

public sealed class OwnExecutionSqliteTests : OwnExecutionContract, IDisposable
{
    private readonly List<SqliteDatabase> databases = [];

    public void Dispose() => databases.ForEach(d => d.Dispose());

    protected override Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync()
    {
        var database = new SqliteDatabase(SqliteDatabase.InMemory);
        databases.Add(database);
        var store = new SqliteApprovalStore(database);
        return Task.FromResult<(IApprovalStore, IProposalIndex, IAuditTrail)>((store, store, new SqliteAuditTrail(database)));
    }
}

/// <summary>
/// On DynamoDB, in the tables of one class. The two other stores are tried in every cell; this one in each run in a fifth of them, among
/// which is every situation and every step, and in .ci/full in all.
/// </summary>
public sealed class OwnExecutionDynamoDbTests(DynamoStores dynamo) : OwnExecutionContract, IClassFixture<DynamoStores>
{
    private static readonly int Stride = Environment.GetEnvironmentVariable("MATRIX") == "whole" ? 1 : 5;

    public static new TheoryData<string, string, string> Cells => [.. OwnExecutionContract.Cells.Where((_, i) => i % Stride == 0)];

    [Fact]
    public void Cells_TriedInEachRun_HaveEverySituationAndStep()
    {
        Assert.Equal(OwnExecutionContract.Cells.Select(c => c.Data.Item1).Distinct(), Cells.Select(c => c.Data.Item1).Distinct());
        Assert.Equal(OwnExecutionContract.Cells.Select(c => c.Data.Item2).Distinct().Order(), Cells.Select(c => c.Data.Item2).Distinct().Order());
    }

    protected override Task<(IApprovalStore Proposals, IProposalIndex Index, IAuditTrail Audit)> StoresAsync() => dynamo.NewAsync();
}
