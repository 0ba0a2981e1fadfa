using System.Diagnostics.CodeAnalysis;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.ECS;

public partial interface IAmazonECS : IAmazonService, IDisposable
{
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(AmazonECSConfig))]
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonECSConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonECSClient(awsCredentials, (AmazonECSConfig)clientConfig);

    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    Task<DescribeServicesResponse> DescribeServicesAsync(DescribeServicesRequest request, CancellationToken cancellationToken = default);

    Task<DescribeServiceRevisionsResponse> DescribeServiceRevisionsAsync(DescribeServiceRevisionsRequest request, CancellationToken cancellationToken = default);

    Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(DescribeTaskDefinitionRequest request, CancellationToken cancellationToken = default);

    Task<ListServiceDeploymentsResponse> ListServiceDeploymentsAsync(ListServiceDeploymentsRequest request, CancellationToken cancellationToken = default);

    Task<ListTaskDefinitionsResponse> ListTaskDefinitionsAsync(ListTaskDefinitionsRequest request, CancellationToken cancellationToken = default);

    Task<ListClustersResponse> ListClustersAsync(ListClustersRequest request, CancellationToken cancellationToken = default);

    Task<ListServicesResponse> ListServicesAsync(ListServicesRequest request, CancellationToken cancellationToken = default);

    Task<UpdateServiceResponse> UpdateServiceAsync(UpdateServiceRequest request, CancellationToken cancellationToken = default);
}
