using Amazon.Compat.Protocols;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.ApplicationAutoScaling;

public partial class AmazonApplicationAutoScalingConfig : ClientConfig
{
    internal const string ApiVersion = "2016-02-06";

    public AmazonApplicationAutoScalingConfig()
        : base(ServiceDefaults.Create())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "application-autoscaling";
        EndpointProvider = new RegionalEndpointProvider("application-autoscaling");
    }

    public static new string ServiceId => "Application Auto Scaling";

    public override string RegionEndpointServiceName => "application-autoscaling";

    public override string ServiceVersion => ApiVersion;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(ServiceId, "4.0.100");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, ServiceId, parameters);
}
