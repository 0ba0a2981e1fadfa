using Amazon.BedrockRuntime.Model;
using Amazon.Compat.Protocols.Json;

namespace Amazon.BedrockRuntime;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class BedrockRuntimeErrors
{
    public static AmazonBedrockRuntimeException From(JsonServiceError error) => error.Code switch
    {
        "AccessDeniedException" => new AccessDeniedException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InternalServerException" => new InternalServerException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ModelErrorException" => new ModelErrorException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status)
        {
            OriginalStatusCode = error.Body.Int("originalStatusCode"),
            ResourceName = error.Body.Text("resourceName"),
        },
        "ModelNotReadyException" => new ModelNotReadyException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ModelTimeoutException" => new ModelTimeoutException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ResourceNotFoundException" => new ResourceNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ServiceUnavailableException" => new ServiceUnavailableException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ThrottlingException" => new ThrottlingException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ValidationException" => new ValidationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonBedrockRuntimeException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
