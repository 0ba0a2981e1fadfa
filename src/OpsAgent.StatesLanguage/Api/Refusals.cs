namespace OpsAgent.StatesLanguage;

/// <summary>Every refusal, with AWS's code and (where it was recorded) AWS's message.</summary>
internal static class Refusals
{
    public static RefusalException NoMachine(string arn) => new("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");

    public static RefusalException MachineExists(string arn) => new("StateMachineAlreadyExists", $"State Machine Already Exists: '{arn}'");

    public static RefusalException MachineDeleting(string arn) => new("StateMachineDeleting", $"State Machine is being deleted: '{arn}'");

    public static RefusalException MachineType(string type) =>
        new("StateMachineTypeNotSupported", $"This engine runs STANDARD state machines only, not {type}");

    public static RefusalException InvalidDefinition(string problems) =>
        new("InvalidDefinition", $"Invalid State Machine Definition: '{problems}'");

    public static RefusalException InvalidName(string name) => new("InvalidName", $"Invalid Name: '{name}'");

    public static RefusalException InvalidArn(string problem) => new("InvalidArn", $"Invalid Arn: '{problem}'");

    public static RefusalException InvalidInput(string problem) =>
        new("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{problem}'");

    public static RefusalException InvalidOutput(string problem) => new("InvalidOutput", $"Invalid Output: '{problem}'");

    public static RefusalException NoExecution(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    public static RefusalException ExecutionExists(string arn) => new("ExecutionAlreadyExists", $"Execution Already Exists: '{arn}'");

    public static RefusalException NoTestCase(string machine, string testCase) =>
        new("ValidationException", $"The mock configuration has no test case '{testCase}' for the state machine '{machine}'");

    public static RefusalException NothingToUpdate() => new(
        "MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified");

    public static RefusalException InvalidTaskToken() => new("InvalidToken", "Invalid Token: 'Invalid token'");

    public static RefusalException InvalidPageToken() => new("InvalidToken", "Invalid Token: 'Invalid token'");

    public static RefusalException TaskTimedOut() => new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");

    public static RefusalException Validation(string problem) => new("ValidationException", $"1 validation error detected: {problem}");

    public static RefusalException NotSupported(string what) => new("ValidationException", $"{what} is not supported by this engine");

    public static RefusalException Serialization(string problem) => new("SerializationException", problem);

    public static RefusalException UnknownOperation(string? operation) => new(
        "UnknownOperationException", operation is null ? "The X-Amz-Target header is missing" : $"The operation '{operation}' is not known");
}
