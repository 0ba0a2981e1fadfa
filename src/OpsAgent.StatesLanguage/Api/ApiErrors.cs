namespace OpsAgent.StatesLanguage;

/// <summary>Every error of the API, with AWS's code and, where it was recorded, AWS's message.</summary>
internal static class ApiErrors
{
    public static ApiErrorException NoMachine(string arn) => new("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");

    public static ApiErrorException MachineExists(string arn) => new("StateMachineAlreadyExists", $"State Machine Already Exists: '{arn}'");

    public static ApiErrorException MachineDeleting(string arn) => new("StateMachineDeleting", $"State Machine is being deleted: '{arn}'");

    public static ApiErrorException MachineType(string type) =>
        new("StateMachineTypeNotSupported", $"This engine runs STANDARD state machines only, not {type}");

    public static ApiErrorException InvalidDefinition(string problems) =>
        new("InvalidDefinition", $"Invalid State Machine Definition: '{problems}'");

    public static ApiErrorException InvalidName(string name) => new("InvalidName", $"Invalid Name: '{name}'");

    public static ApiErrorException InvalidArn(string problem) => new("InvalidArn", $"Invalid Arn: '{problem}'");

    public static ApiErrorException InvalidInput(string problem) =>
        new("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{problem}'");

    public static ApiErrorException InvalidOutput(string problem) => new("InvalidOutput", $"Invalid Output: '{problem}'");

    public static ApiErrorException NoResource(string arn) => new("ResourceNotFound", $"Resource not found: '{arn}'");

    public static ApiErrorException TooManyTags(string arn) => new("TooManyTags", $"Too many tags: '{arn}'");

    public static ApiErrorException NoExecution(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    public static ApiErrorException ExecutionExists(string arn) => new("ExecutionAlreadyExists", $"Execution Already Exists: '{arn}'");

    public static ApiErrorException NoTestCase(string machine, string testCase) =>
        new("ValidationException", $"The mock configuration has no test case '{testCase}' for the state machine '{machine}'");

    public static ApiErrorException NothingToUpdate() => new(
        "MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified");

    public static ApiErrorException InvalidTaskToken() => new("InvalidToken", "Invalid Token: 'Invalid token'");

    public static ApiErrorException InvalidPageToken() => new("InvalidToken", "Invalid Token: 'Invalid token'");

    public static ApiErrorException TaskTimedOut() => new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");

    public static ApiErrorException Validation(string problem) => new("ValidationException", $"1 validation error detected: {problem}");

    public static ApiErrorException NotSupported(string feature) => new("ValidationException", $"{feature} is not supported by this engine");

    public static ApiErrorException Serialization(string problem) => new("SerializationException", problem);

    public static ApiErrorException UnknownOperation(string? operation) => new(
        "UnknownOperationException", operation is null ? "The X-Amz-Target header is missing" : $"The operation '{operation}' is not known");
}
