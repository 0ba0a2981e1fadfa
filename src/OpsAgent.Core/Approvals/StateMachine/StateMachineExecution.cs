namespace OpsAgent.Core.Approvals.StateMachine;

/// <param name="ExecutionArn">The execution's ARN.</param>
/// <param name="Status">RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED.</param>
public sealed record StateMachineExecution(string ExecutionArn, string Status)
{
    public bool IsRunning => Status == "RUNNING";
}
