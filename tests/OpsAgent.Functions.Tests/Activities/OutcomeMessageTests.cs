using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

/// <summary>The words of an answer and its execution_status, over every state that a proposal can be in.</summary>
public sealed class OutcomeMessageTests
{
    // What only one status may say.
    private static readonly (string Words, string[] Of)[] Claims =
    [
        ("Executed;", ["EXECUTED"]),
        ("Executed,", ["EXECUTED"]),
        ("Done and verified", ["EXECUTED"]),
        ("DRY_RUN: approved", ["WOULD_EXECUTE"]),
        ("Failed:", ["FAILED", "not_executed"]),
        ("Outcome unknown", ["OUTCOME_UNKNOWN"]),
        ("nothing was changed", ["not_executed"]),
        ("being executed", ["in_progress"]),
        ("about to be executed", ["in_progress"]),
        ("Being validated", ["in_progress"]),
        ("read back", ["in_progress"]),
        ("Waits for approval", ["waiting_for_more_approvals"]),
    ];

    public static TheoryData<string> States => [.. All.Keys];

    private static Dictionary<string, Proposal> All { get; } = Make();

    [Theory]
    [MemberData(nameof(States))]
    public void Answer_OfAnyState_SaysNothingThatItsStatusDenies(string state)
    {
        var answer = new ApprovedAnswer(All[state]);

        var said = Claims.Where(c => answer.Message.Contains(c.Words, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(said);
        Assert.All(said, claim => Assert.Contains(answer.ExecutionStatus, claim.Of));
        Assert.Equal(answer.ExecutionStatus == "EXECUTED", answer.ActionExecuted);
    }

    [Fact]
    public void Message_OfAFailureThatIsNotEndedYet_HasAwssSentence() =>
        Assert.EndsWith("Failed: AWS refused it. AWS says: no.", OutcomeMessage.Of(All["Executing Failed"]), StringComparison.Ordinal);

    private static Dictionary<string, Proposal> Make()
    {
        var all = Enum.GetValues<ProposalStatus>().ToDictionary(s => s.ToString(), s => Proposals.In(s));
        var claimed = Proposals.In(ProposalStatus.Executing);
        foreach (var (status, ends) in new[]
        {
            (ExecutionStatus.Executed, new[] { ProposalStatus.Executing, ProposalStatus.Failed }),
            (ExecutionStatus.WouldExecute, [ProposalStatus.Executing, ProposalStatus.Completed]),
            (ExecutionStatus.Failed, [ProposalStatus.Executing, ProposalStatus.Failed]),
            (ExecutionStatus.Unknown, [ProposalStatus.Executing, ProposalStatus.Unknown]),
        })
        {
            var problem = status is ExecutionStatus.Failed or ExecutionStatus.Unknown ? new Refusal(ErrorCode.PolicyDenied, "AWS refused it. AWS says: no.") : null;
            foreach (var end in ends)
            {
                all[$"{end} {status}"] = claimed with { Status = end, Execution = new ExecutionRecord(status, Moments.After(11), TimeSpan.Zero, problem) };
            }
        }

        foreach (var status in Enum.GetValues<ReversalStatus>())
        {
            var reversed = all["Executing Executed"] with { Reversal = new ReversalRecord(status, Moments.After(20), "set back to 3 tasks", new Refusal(ErrorCode.PolicyDenied, "No.")) };
            all[$"Executing, reversal {status}"] = reversed;
            all[$"Failed, reversal {status}"] = reversed with { Status = ProposalStatus.Failed };
        }

        all["Executing unconfirmed"] = claimed with { Claim = claimed.Claim! with { Unconfirmed = new Refusal(ErrorCode.AwsServiceError, "AWS did not answer.") } };
        all["Executing, seen"] = all["Executing Executed"] with { Verification = new VerificationRecord(Moments.After(20), false, null, [new VerificationSignal("x", false, "y")], "waiting: x is y") };
        all["Failed before"] = claimed with { Status = ProposalStatus.Failed, Refusal = new Refusal(ErrorCode.AwsThrottled, "Throttled.") };
        all["Unknown without a record"] = claimed with { Status = ProposalStatus.Unknown };
        return all;
    }
}
