using Amazon.Compat.Protocols;
using Amazon.ApplicationAutoScaling.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.ApplicationAutoScaling;

public partial class AmazonApplicationAutoScalingClient : AmazonServiceClient, IAmazonApplicationAutoScaling
{
    public AmazonApplicationAutoScalingClient()
        : base(new AmazonApplicationAutoScalingConfig())
    {
    }

    public AmazonApplicationAutoScalingClient(RegionEndpoint region)
        : base(new AmazonApplicationAutoScalingConfig { RegionEndpoint = region })
    {
    }

    public AmazonApplicationAutoScalingClient(AmazonApplicationAutoScalingConfig config)
        : base(config)
    {
    }

    public AmazonApplicationAutoScalingClient(AWSCredentials credentials)
        : base(credentials, new AmazonApplicationAutoScalingConfig())
    {
    }

    public AmazonApplicationAutoScalingClient(AWSCredentials credentials, RegionEndpoint region)
        : base(credentials, new AmazonApplicationAutoScalingConfig { RegionEndpoint = region })
    {
    }

    public AmazonApplicationAutoScalingClient(AWSCredentials credentials, AmazonApplicationAutoScalingConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonApplicationAutoScalingClient(string awsAccessKeyId, string awsSecretAccessKey)
        : base(awsAccessKeyId, awsSecretAccessKey, new AmazonApplicationAutoScalingConfig())
    {
    }

    public AmazonApplicationAutoScalingClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : base(awsAccessKeyId, awsSecretAccessKey, new AmazonApplicationAutoScalingConfig { RegionEndpoint = region })
    {
    }

    public AmazonApplicationAutoScalingClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonApplicationAutoScalingConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    public AmazonApplicationAutoScalingClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonApplicationAutoScalingConfig())
    {
    }

    public AmazonApplicationAutoScalingClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonApplicationAutoScalingConfig { RegionEndpoint = region })
    {
    }

    public AmazonApplicationAutoScalingClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonApplicationAutoScalingConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new ServiceMetadata(AmazonApplicationAutoScalingConfig.ServiceId);

    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    public virtual Task<DescribeScalableTargetsResponse> DescribeScalableTargetsAsync(DescribeScalableTargetsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeScalableTargetsResponse>(request, ApplicationAutoScalingOperations.DescribeScalableTargets, cancellationToken);

    public virtual Task<DescribeScalingActivitiesResponse> DescribeScalingActivitiesAsync(DescribeScalingActivitiesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeScalingActivitiesResponse>(request, ApplicationAutoScalingOperations.DescribeScalingActivities, cancellationToken);

    public virtual Task<DescribeScalingPoliciesResponse> DescribeScalingPoliciesAsync(DescribeScalingPoliciesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeScalingPoliciesResponse>(request, ApplicationAutoScalingOperations.DescribeScalingPolicies, cancellationToken);

    public virtual Task<DescribeScheduledActionsResponse> DescribeScheduledActionsAsync(DescribeScheduledActionsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeScheduledActionsResponse>(request, ApplicationAutoScalingOperations.DescribeScheduledActions, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.UseRegionalSigV4(pipeline);
}
