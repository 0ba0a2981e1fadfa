using Amazon.Compat.Protocols.Query;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Amazon.ElasticLoadBalancingV2;

/// <summary>From the code on the wire to the typed exception; a code it does not know is the service's base exception.</summary>
internal static class ElasticLoadBalancingV2Errors
{
    public static AmazonElasticLoadBalancingV2Exception From(QueryServiceError error) => error.Code switch
    {
        "HealthUnavailable" => new HealthUnavailableException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "InvalidTarget" => new InvalidTargetException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "LoadBalancerNotFound" => new LoadBalancerNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        "TargetGroupNotFound" => new TargetGroupNotFoundException(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
        _ => new AmazonElasticLoadBalancingV2Exception(error.Message, error.Inner, error.Type, error.Code, error.RequestId, error.Status),
    };
}
