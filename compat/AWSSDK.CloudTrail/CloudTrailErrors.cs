using Amazon.CloudTrail.Model;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudTrail;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class CloudTrailErrors
{
    public static AmazonCloudTrailException From(JsonServiceError error) => error.Code switch
    {
        "InvalidEventCategoryException" => new InvalidEventCategoryException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidLookupAttributesException" => new InvalidLookupAttributesException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidMaxResultsException" => new InvalidMaxResultsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidNextTokenException" => new InvalidNextTokenException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidTimeRangeException" => new InvalidTimeRangeException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "OperationNotPermittedException" => new OperationNotPermittedException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "UnsupportedOperationException" => new UnsupportedOperationException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonCloudTrailException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
