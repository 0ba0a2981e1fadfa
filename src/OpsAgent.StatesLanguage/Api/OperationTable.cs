using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Which method serves which operation.</summary>
internal sealed class OperationTable(MachineOperations machines, ExecutionOperations executions, TaskOperations tasks)
{
    private const string Prefix = "AWSStepFunctions.";

    private readonly FrozenDictionary<string, Func<RequestFields, Task<JsonObject>>> _operations =
        new Dictionary<string, Func<RequestFields, Task<JsonObject>>>
        {
            ["CreateStateMachine"] = machines.CreateAsync,
            ["DeleteStateMachine"] = machines.DeleteAsync,
            ["DescribeExecution"] = executions.DescribeAsync,
            ["DescribeStateMachine"] = machines.DescribeAsync,
            ["DescribeStateMachineForExecution"] = machines.DescribeForExecutionAsync,
            ["GetExecutionHistory"] = executions.HistoryAsync,
            ["ListExecutions"] = executions.ListAsync,
            ["ListStateMachines"] = machines.ListAsync,
            ["SendTaskFailure"] = tasks.FailAsync,
            ["SendTaskHeartbeat"] = tasks.BeatAsync,
            ["SendTaskSuccess"] = tasks.SucceedAsync,
            ["StartExecution"] = executions.StartAsync,
            ["StopExecution"] = executions.StopAsync,
            ["UpdateStateMachine"] = machines.UpdateAsync,
        }.ToFrozenDictionary();

    /// <exception cref="RefusalException">The target names no operation.</exception>
    public Func<RequestFields, Task<JsonObject>> Find(string? target) =>
        target?.StartsWith(Prefix, StringComparison.Ordinal) == true && _operations.TryGetValue(target[Prefix.Length..], out var operation)
            ? operation
            : throw Refusals.UnknownOperation(target);
}
