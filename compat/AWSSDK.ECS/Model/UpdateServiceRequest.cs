using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class UpdateServiceRequest : AmazonECSRequest, IJsonShape
{
    public AvailabilityZoneRebalancing AvailabilityZoneRebalancing { get; set; }

    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; }

    public string Cluster { get; set; }

    public DeploymentConfiguration DeploymentConfiguration { get; set; }

    public DeploymentController DeploymentController { get; set; }

    public int? DesiredCount { get; set; }

    public bool? EnableECSManagedTags { get; set; }

    public bool? EnableExecuteCommand { get; set; }

    public bool? ForceNewDeployment { get; set; }

    public int? HealthCheckGracePeriodSeconds { get; set; }

    public List<LoadBalancer> LoadBalancers { get; set; }

    public NetworkConfiguration NetworkConfiguration { get; set; }

    public List<PlacementConstraint> PlacementConstraints { get; set; }

    public List<PlacementStrategy> PlacementStrategy { get; set; }

    public string PlatformVersion { get; set; }

    public PropagateTags PropagateTags { get; set; }

    public string Service { get; set; }

    public List<ServiceRegistry> ServiceRegistries { get; set; }

    public string TaskDefinition { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Constant("availabilityZoneRebalancing", AvailabilityZoneRebalancing);
        json.Structures("capacityProviderStrategy", CapacityProviderStrategy);
        json.Text("cluster", Cluster);
        json.Structure("deploymentConfiguration", DeploymentConfiguration);
        json.Structure("deploymentController", DeploymentController);
        json.Number("desiredCount", DesiredCount);
        json.Flag("enableECSManagedTags", EnableECSManagedTags);
        json.Flag("enableExecuteCommand", EnableExecuteCommand);
        json.Flag("forceNewDeployment", ForceNewDeployment);
        json.Number("healthCheckGracePeriodSeconds", HealthCheckGracePeriodSeconds);
        json.Structures("loadBalancers", LoadBalancers);
        json.Structure("networkConfiguration", NetworkConfiguration);
        json.Structures("placementConstraints", PlacementConstraints);
        json.Structures("placementStrategy", PlacementStrategy);
        json.Text("platformVersion", PlatformVersion);
        json.Constant("propagateTags", PropagateTags);
        json.Text("service", Service);
        json.Structures("serviceRegistries", ServiceRegistries);
        json.Text("taskDefinition", TaskDefinition);
    }
}
