using Amazon.ApplicationAutoScaling.Model;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class ApplicationAutoScalingErrors
{
    public static AmazonApplicationAutoScalingException From(JsonServiceError error) => error.Code switch
    {
        "ConcurrentUpdateException" => new ConcurrentUpdateException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "FailedResourceAccessException" => new FailedResourceAccessException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InternalServiceException" => new InternalServiceException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidNextTokenException" => new InvalidNextTokenException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ValidationException" => new ValidationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonApplicationAutoScalingException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
