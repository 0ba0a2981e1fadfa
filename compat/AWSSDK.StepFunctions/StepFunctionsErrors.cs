using Amazon.Compat.Protocols.Json;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class StepFunctionsErrors
{
    public static AmazonStepFunctionsException From(JsonServiceError error) => error.Code switch
    {
        "ConflictException" => new ConflictException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ExecutionLimitExceeded" => new ExecutionLimitExceededException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidArn" => new InvalidArnException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidDefinition" => new InvalidDefinitionException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidEncryptionConfiguration" => new InvalidEncryptionConfigurationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidExecutionInput" => new InvalidExecutionInputException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidLoggingConfiguration" => new InvalidLoggingConfigurationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidName" => new InvalidNameException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidOutput" => new InvalidOutputException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidToken" => new InvalidTokenException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidTracingConfiguration" => new InvalidTracingConfigurationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KmsAccessDeniedException" => new KmsAccessDeniedException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KmsInvalidStateException" => new KmsInvalidStateException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status) { KmsKeyState = error.Body.Text("kmsKeyState") },
        "KmsThrottlingException" => new KmsThrottlingException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "MissingRequiredParameter" => new MissingRequiredParameterException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ResourceNotFound" => new ResourceNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status) { ResourceName = error.Body.Text("resourceName") },
        "ServiceQuotaExceededException" => new ServiceQuotaExceededException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "StateMachineAlreadyExists" => new StateMachineAlreadyExistsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "StateMachineDeleting" => new StateMachineDeletingException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "StateMachineLimitExceeded" => new StateMachineLimitExceededException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "StateMachineTypeNotSupported" => new StateMachineTypeNotSupportedException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "TaskDoesNotExist" => new TaskDoesNotExistException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "TaskTimedOut" => new TaskTimedOutException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "TooManyTags" => new TooManyTagsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ValidationException" => new ValidationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status) { Reason = error.Body.Text("reason") },
        _ => new AmazonStepFunctionsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
