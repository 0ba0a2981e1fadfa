using Amazon.Compat.Protocols.Query;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class SimpleNotificationServiceErrors
{
    public static AmazonSimpleNotificationServiceException From(QueryServiceError error) => error.Code switch
    {
        "AuthorizationError" => new AuthorizationErrorException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "EndpointDisabled" => new EndpointDisabledException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InternalError" => new InternalErrorException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidParameter" => new InvalidParameterException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ParameterValueInvalid" => new InvalidParameterValueException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidSecurity" => new InvalidSecurityException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KMSAccessDenied" => new KMSAccessDeniedException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KMSDisabled" => new KMSDisabledException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KMSInvalidState" => new KMSInvalidStateException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KMSNotFound" => new KMSNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KMSOptInRequired" => new KMSOptInRequiredException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "KMSThrottling" => new KMSThrottlingException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "NotFound" => new NotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "PlatformApplicationDisabled" => new PlatformApplicationDisabledException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ValidationException" => new ValidationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonSimpleNotificationServiceException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
