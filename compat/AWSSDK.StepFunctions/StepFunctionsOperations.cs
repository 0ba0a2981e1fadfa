using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Internal;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class StepFunctionsOperations
{
    private static readonly AwsJsonService Service = new()
    {
        Name = "Amazon.StepFunctions",
        TargetPrefix = "AWSStepFunctions.",
        ContentType = "application/x-amz-json-1.0",
        ApiVersion = AmazonStepFunctionsConfig.ApiVersion,
        Exception = StepFunctionsErrors.From,
    };

    public static readonly InvokeOptions CreateStateMachine = Service.Operation(nameof(CreateStateMachine), CreateStateMachineResponse.Read);
    public static readonly InvokeOptions DescribeExecution = Service.Operation(nameof(DescribeExecution), DescribeExecutionResponse.Read);
    public static readonly InvokeOptions DescribeStateMachine = Service.Operation(nameof(DescribeStateMachine), DescribeStateMachineResponse.Read);
    public static readonly InvokeOptions GetExecutionHistory = Service.Operation(nameof(GetExecutionHistory), GetExecutionHistoryResponse.Read);
    public static readonly InvokeOptions ListExecutions = Service.Operation(nameof(ListExecutions), ListExecutionsResponse.Read);
    public static readonly InvokeOptions ListStateMachines = Service.Operation(nameof(ListStateMachines), ListStateMachinesResponse.Read);
    public static readonly InvokeOptions SendTaskFailure = Service.Operation(nameof(SendTaskFailure), SendTaskFailureResponse.Read);
    public static readonly InvokeOptions SendTaskHeartbeat = Service.Operation(nameof(SendTaskHeartbeat), SendTaskHeartbeatResponse.Read);
    public static readonly InvokeOptions SendTaskSuccess = Service.Operation(nameof(SendTaskSuccess), SendTaskSuccessResponse.Read);
    public static readonly InvokeOptions StartExecution = Service.Operation(nameof(StartExecution), StartExecutionResponse.Read);
    public static readonly InvokeOptions StopExecution = Service.Operation(nameof(StopExecution), StopExecutionResponse.Read);
    public static readonly InvokeOptions UpdateStateMachine = Service.Operation(nameof(UpdateStateMachine), UpdateStateMachineResponse.Read);
}
