using Amazon.Compat.Protocols.Json;
using Amazon.ECS.Model;

namespace Amazon.ECS;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class ECSErrors
{
    public static AmazonECSException From(JsonServiceError error) => error.Code switch
    {
        "AccessDeniedException" => new AccessDeniedException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ClientException" => new ClientException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ClusterNotFoundException" => new ClusterNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidParameterException" => new InvalidParameterException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "NamespaceNotFoundException" => new NamespaceNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "PlatformTaskDefinitionIncompatibilityException" => new PlatformTaskDefinitionIncompatibilityException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "PlatformUnknownException" => new PlatformUnknownException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ServerException" => new ServerException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ServiceNotActiveException" => new ServiceNotActiveException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "ServiceNotFoundException" => new ServiceNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "UnsupportedFeatureException" => new UnsupportedFeatureException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonECSException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
