using Amazon.Compat.Protocols.Json;
using Amazon.ECS.Model;
using Amazon.Runtime.Internal;

namespace Amazon.ECS;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class ECSOperations
{
    private static readonly AwsJsonService Service = new()
    {
        Name = "Amazon.ECS",
        TargetPrefix = "AmazonEC2ContainerServiceV20141113.",
        ContentType = "application/x-amz-json-1.1",
        ApiVersion = AmazonECSConfig.ApiVersion,
        Exception = ECSErrors.From,
    };

    public static readonly InvokeOptions DescribeServices = Service.Operation(nameof(DescribeServices), DescribeServicesResponse.Read);
    public static readonly InvokeOptions DescribeServiceRevisions = Service.Operation(nameof(DescribeServiceRevisions), DescribeServiceRevisionsResponse.Read);
    public static readonly InvokeOptions DescribeTaskDefinition = Service.Operation(nameof(DescribeTaskDefinition), DescribeTaskDefinitionResponse.Read);
    public static readonly InvokeOptions ListServiceDeployments = Service.Operation(nameof(ListServiceDeployments), ListServiceDeploymentsResponse.Read);
    public static readonly InvokeOptions ListTaskDefinitions = Service.Operation(nameof(ListTaskDefinitions), ListTaskDefinitionsResponse.Read);
    public static readonly InvokeOptions ListClusters = Service.Operation(nameof(ListClusters), ListClustersResponse.Read);
    public static readonly InvokeOptions ListServices = Service.Operation(nameof(ListServices), ListServicesResponse.Read);
    public static readonly InvokeOptions UpdateService = Service.Operation(nameof(UpdateService), UpdateServiceResponse.Read);
}
