using System.Text.Json.Nodes;

using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.StateMachine;

/// <summary>
/// <see cref="IStateMachine"/> and <see cref="IExecutionHistory"/> on AWS Step Functions. The execution's name contains the proposal id, so that a
/// proposal has one execution, whose ARN need not be stored.
/// </summary>
/// <param name="client">Returns the client, of AWS or of a local engine; called for each request, so that it is created on first use.</param>
/// <param name="stateMachineArn">The state machine for write operations.</param>
public sealed class StepFunctionsStateMachine(Func<IAmazonStepFunctions> client, string stateMachineArn) : IStateMachine, IExecutionHistory
{
    // 25 pages hold the 25,000 events that an execution may have.
    private const int MaxPages = 25;
    private const int PageSize = 1000;
    private const string WaitingState = "WaitForApproval";

    // The context object and the history have the same moment, each to the millisecond.
    private static readonly TimeSpan SameMoment = TimeSpan.FromMilliseconds(2);

    // Without the qualifier of a version or an alias: an execution's ARN has none.
    private readonly string _executionPrefix = string.Join(':', stateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal).Split(':').Take(7));

    public string ExecutionArnOf(Proposal proposal) => $"{_executionPrefix}:{NameOf(proposal)}";

    public async Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            await AwsCall.RunAsync("states:StartExecution", stateMachineArn, () => client().StartExecutionAsync(
                new StartExecutionRequest { StateMachineArn = stateMachineArn, Name = NameOf(proposal), Input = InputOf(proposal) }, cancellationToken), "ExecutionAlreadyExists");
            return true;
        }
        catch (ExecutionAlreadyExistsException)
        {
            return false;
        }
    }

    public async Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        if (proposal.Wait is not { } wait)
        {
            return false;
        }

        var output = new JsonObject { ["status"] = WireName.Of(proposal.Status) }.ToJsonString();
        try
        {
            await AwsCall.RunAsync("states:SendTaskSuccess", ExecutionArnOf(proposal), () => client().SendTaskSuccessAsync(
                new SendTaskSuccessRequest { TaskToken = wait.TaskToken.Reveal(), Output = output }, cancellationToken), "TaskTimedOut", "TaskDoesNotExist", "InvalidToken");
            return true;
        }
        catch (AmazonStepFunctionsException e) when (e is TaskTimedOutException or TaskDoesNotExistException or InvalidTokenException)
        {
            // Also the answer to a retry after a lost response.
            return false;
        }
    }

    public async Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        var arn = ExecutionArnOf(proposal);
        try
        {
            var execution = await AwsCall.RunAsync("states:DescribeExecution", arn, () => client().DescribeExecutionAsync(
                new DescribeExecutionRequest { ExecutionArn = arn }, cancellationToken), "ExecutionDoesNotExist");
            return new StateMachineExecution(arn, execution.Status.Value);
        }
        catch (ExecutionDoesNotExistException)
        {
            return null;
        }
    }

    public async Task<bool> IsWaitingAsync(Proposal proposal, DateTimeOffset enteredAt, int retryCount, CancellationToken cancellationToken)
    {
        var arn = ExecutionArnOf(proposal);
        // The wait comes early: one page holds all that an execution can have done by then.
        var request = new GetExecutionHistoryRequest { ExecutionArn = arn, IncludeExecutionData = false, MaxResults = PageSize };
        var history = await AwsCall.RunAsync("states:GetExecutionHistory", arn, () => client().GetExecutionHistoryAsync(request, cancellationToken));
        var events = history.Events ?? [];
        var last = events.FindLastIndex(e => e.StateEnteredEventDetails is not null);
        return string.IsNullOrEmpty(history.NextToken)
            && last >= 0
            && events[last].StateEnteredEventDetails.Name == WaitingState
            && (events[last].Timestamp.GetValueOrDefault().ToUniversalTime() - enteredAt.UtcDateTime).Duration() <= SameMoment
            && events.Skip(last).Count(e => e.Type == HistoryEventType.TaskScheduled) == retryCount + 1;
    }

    public async Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken) =>
    [
        .. (await HistoryAsync(proposal, cancellationToken))
            .Where(e => e.StateEnteredEventDetails is not null)
            .Select(e => new StateMachineStep(e.StateEnteredEventDetails.Name, e.Timestamp.GetValueOrDefault())),
    ];

    public async Task<IReadOnlyList<ExecutionEvent>> ReadAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            var history = await HistoryAsync(proposal, cancellationToken, "ExecutionDoesNotExist");
            return [.. history.Select(e => new ExecutionEvent(e.Id.GetValueOrDefault(), e.Type.Value, e.Timestamp.GetValueOrDefault().ToUniversalTime(), e.StateEnteredEventDetails?.Name))];
        }
        catch (ExecutionDoesNotExistException)
        {
            return [];
        }
    }

    private async Task<List<HistoryEvent>> HistoryAsync(Proposal proposal, CancellationToken cancellationToken, params string[] expected)
    {
        var arn = ExecutionArnOf(proposal);
        var events = new List<HistoryEvent>();
        string? next = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var request = new GetExecutionHistoryRequest { ExecutionArn = arn, IncludeExecutionData = false, MaxResults = PageSize, NextToken = next };
            var history = await AwsCall.RunAsync("states:GetExecutionHistory", arn, () => client().GetExecutionHistoryAsync(request, cancellationToken), expected);
            events.AddRange(history.Events ?? []);
            next = history.NextToken;
            if (string.IsNullOrEmpty(next))
            {
                break;
            }
        }

        return events;
    }

    private static string NameOf(Proposal proposal) => $"{proposal.Plan.Operation}-{proposal.Id}";

    // For readers in the Step Functions console. Contains no secret, and no step trusts it.
    private static string InputOf(Proposal proposal) => new JsonObject
    {
        ["proposal_id"] = proposal.Id.Value,
        ["operation"] = proposal.Plan.Operation,
        ["action_summary"] = proposal.Plan.Summary,
        ["plan_hash"] = proposal.PlanHash.Value,
        ["requested_by"] = proposal.Requester.UserId.Value,
        ["correlation_id"] = proposal.CorrelationId,
        ["execution_mode"] = WireName.Of(proposal.Mode),
    }.ToJsonString();
}
