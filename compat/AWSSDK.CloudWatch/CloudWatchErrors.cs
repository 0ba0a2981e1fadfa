using Amazon.CloudWatch.Model;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch;

/// <summary>From the query code (or, without its header, the shape's name) to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class CloudWatchErrors
{
    public static AmazonCloudWatchException From(JsonServiceError error) => error.Code switch
    {
        "InternalServiceError" or "InternalServiceFault" => new InternalServiceException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidNextToken" => new InvalidNextTokenException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidParameterCombination" or "InvalidParameterCombinationException" => new InvalidParameterCombinationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidParameterValue" or "InvalidParameterValueException" => new InvalidParameterValueException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "MissingParameter" or "MissingRequiredParameterException" => new MissingRequiredParameterException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonCloudWatchException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
