using Amazon.Compat.Protocols;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.CloudTrail;

public partial class AmazonCloudTrailConfig : ClientConfig
{
    internal const string ApiVersion = "2013-11-01";

    public AmazonCloudTrailConfig()
        : base(ServiceDefaults.Create())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "cloudtrail";
        EndpointProvider = new RegionalEndpointProvider("cloudtrail");
    }

    public static new string ServiceId => "CloudTrail";

    public override string RegionEndpointServiceName => "cloudtrail";

    public override string ServiceVersion => ApiVersion;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(ServiceId, "4.0.100");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, ServiceId, parameters);
}
