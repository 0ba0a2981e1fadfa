using Amazon.Compat.Protocols;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.StepFunctions;

public partial class AmazonStepFunctionsConfig : ClientConfig
{
    internal const string ApiVersion = "2016-11-23";

    public AmazonStepFunctionsConfig()
        : base(ServiceDefaults.Create())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "states";
        EndpointProvider = new RegionalEndpointProvider("states");
    }

    public static new string ServiceId => "SFN";

    public override string RegionEndpointServiceName => "states";

    public override string ServiceVersion => ApiVersion;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(ServiceId, "4.0.100");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, ServiceId, parameters);
}
