using Amazon.Compat.Protocols;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.ECS;

public partial class AmazonECSClient : AmazonServiceClient, IAmazonECS
{
    public AmazonECSClient()
        : base(new AmazonECSConfig())
    {
    }

    public AmazonECSClient(RegionEndpoint region)
        : base(new AmazonECSConfig { RegionEndpoint = region })
    {
    }

    public AmazonECSClient(AmazonECSConfig config)
        : base(config)
    {
    }

    public AmazonECSClient(AWSCredentials credentials)
        : base(credentials, new AmazonECSConfig())
    {
    }

    public AmazonECSClient(AWSCredentials credentials, RegionEndpoint region)
        : base(credentials, new AmazonECSConfig { RegionEndpoint = region })
    {
    }

    public AmazonECSClient(AWSCredentials credentials, AmazonECSConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey)
        : base(awsAccessKeyId, awsSecretAccessKey, new AmazonECSConfig())
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : base(awsAccessKeyId, awsSecretAccessKey, new AmazonECSConfig { RegionEndpoint = region })
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonECSConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonECSConfig())
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonECSConfig { RegionEndpoint = region })
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonECSConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new ServiceMetadata(AmazonECSConfig.ServiceId);

    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    public virtual Task<DescribeServicesResponse> DescribeServicesAsync(DescribeServicesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeServicesResponse>(request, ECSOperations.DescribeServices, cancellationToken);

    public virtual Task<DescribeServiceRevisionsResponse> DescribeServiceRevisionsAsync(DescribeServiceRevisionsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeServiceRevisionsResponse>(request, ECSOperations.DescribeServiceRevisions, cancellationToken);

    public virtual Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(DescribeTaskDefinitionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeTaskDefinitionResponse>(request, ECSOperations.DescribeTaskDefinition, cancellationToken);

    public virtual Task<ListServiceDeploymentsResponse> ListServiceDeploymentsAsync(ListServiceDeploymentsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListServiceDeploymentsResponse>(request, ECSOperations.ListServiceDeployments, cancellationToken);

    public virtual Task<ListTaskDefinitionsResponse> ListTaskDefinitionsAsync(ListTaskDefinitionsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListTaskDefinitionsResponse>(request, ECSOperations.ListTaskDefinitions, cancellationToken);

    public virtual Task<ListClustersResponse> ListClustersAsync(ListClustersRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListClustersResponse>(request, ECSOperations.ListClusters, cancellationToken);

    public virtual Task<ListServicesResponse> ListServicesAsync(ListServicesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListServicesResponse>(request, ECSOperations.ListServices, cancellationToken);

    public virtual Task<UpdateServiceResponse> UpdateServiceAsync(UpdateServiceRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateServiceResponse>(request, ECSOperations.UpdateService, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.UseRegionalSigV4(pipeline);
}
