using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The supported API operations by the name in <c>X-Amz-Target</c>.</summary>
internal sealed class OperationTable(StateMachineOperations machines, ExecutionOperations executions, TaskOperations tasks, TagOperations tags)
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
            ["GetExecutionHistory"] = executions.GetHistoryAsync,
            ["ListExecutions"] = executions.ListAsync,
            ["ListStateMachines"] = machines.ListAsync,
            ["ListStateMachineVersions"] = machines.ListVersionsAsync,
            ["ListTagsForResource"] = tags.ListAsync,
            ["SendTaskFailure"] = tasks.SendTaskFailureAsync,
            ["SendTaskHeartbeat"] = tasks.SendTaskHeartbeatAsync,
            ["SendTaskSuccess"] = tasks.SendTaskSuccessAsync,
            ["StartExecution"] = executions.StartAsync,
            ["StopExecution"] = executions.StopAsync,
            ["TagResource"] = tags.TagAsync,
            ["UntagResource"] = tags.UntagAsync,
            ["UpdateStateMachine"] = machines.UpdateAsync,
            ["ValidateStateMachineDefinition"] = StateMachineOperations.ValidateAsync,
        }.ToFrozenDictionary();

    /// <exception cref="ApiErrorException">UnknownOperationException.</exception>
    public Func<RequestFields, Task<JsonObject>> Find(string? target) =>
        target?.StartsWith(Prefix, StringComparison.Ordinal) == true && _operations.TryGetValue(target[Prefix.Length..], out var operation)
            ? operation
            : throw ApiErrors.UnknownOperation(target);
}
