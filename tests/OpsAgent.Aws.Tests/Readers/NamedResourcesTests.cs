using System.Text.Json.Nodes;
using System.Xml.Linq;

using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class NamedResourcesTests(Moto moto) : ResourceDirectoryContract, IAsyncLifetime
{
    private MotoAccount _account = null!;

    protected override IReadOnlyList<ResourceSource> Sources => new NamedResources(_account.Clients).Sources;

    public async ValueTask InitializeAsync() => _account = await MotoAccount.OpenAsync(moto);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    protected override async Task<string> LaunchAsync(string name, string state = "running")
    {
        var request = new RunInstancesRequest
        {
            ImageId = "ami-12c6146b",
            MinCount = 1,
            MaxCount = 1,
            TagSpecifications = [new TagSpecification { ResourceType = ResourceType.Instance, Tags = [new Tag("Name", name)] }],
        };
        var id = (await _account.Clients.Ec2.RunInstancesAsync(request, Stop)).Reservation.Instances.Single().InstanceId;
        switch (state)
        {
            case "stopped":
                await _account.Clients.Ec2.StopInstancesAsync(new StopInstancesRequest { InstanceIds = [id] }, Stop);
                break;
            case "terminated":
                await _account.Clients.Ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [id] }, Stop);
                break;
        }

        return id;
    }

    protected override async Task CreateLoadBalancerAsync(string name, string targetGroup)
    {
        var subnet = First(await _account.QueryAsync("ec2", "2016-11-15", "DescribeSubnets"), "subnetId");
        var vpc = First(await _account.QueryAsync("ec2", "2016-11-15", "DescribeVpcs"), "vpcId");
        await _account.QueryAsync("elasticloadbalancing", "2015-12-01", "CreateLoadBalancer", "Name", name, "Type", "application", "Subnets.member.1", subnet);
        await _account.QueryAsync(
            "elasticloadbalancing", "2015-12-01", "CreateTargetGroup", "Name", targetGroup, "Protocol", "HTTP", "Port", "8080", "VpcId", vpc, "TargetType", "ip");
    }

    protected override async Task CreateServiceAsync(string cluster, string service)
    {
        await EcsAsync("CreateCluster", new JsonObject { ["clusterName"] = cluster });
        await EcsAsync("RegisterTaskDefinition", new JsonObject
        {
            ["family"] = service,
            ["containerDefinitions"] = new JsonArray(new JsonObject { ["name"] = service, ["image"] = "nginx", ["memory"] = 64 }),
        });
        await EcsAsync("CreateService", new JsonObject { ["cluster"] = cluster, ["serviceName"] = service, ["taskDefinition"] = service, ["desiredCount"] = 0 });
    }

    protected override Task CreateAlarmAsync(string name) => _account.QueryAsync(
        "monitoring", "2010-08-01", "PutMetricAlarm", "AlarmName", name, "Namespace", "App", "MetricName", "Errors", "Statistic", "Sum", "Period", "60", "EvaluationPeriods", "1",
        "Threshold", "5", "ComparisonOperator", "GreaterThanThreshold");

    protected override async Task<IReadOnlyList<ResourceSource>> FailingAsync(string action, string kind) => new NamedResources(await _account.FailingAsync(action, kind)).Sources;

    private static string First(XDocument answer, string element) => answer.Descendants().First(e => e.Name.LocalName == element).Value;

    private Task EcsAsync(string operation, JsonObject body) => _account.JsonAsync("ecs", $"AmazonEC2ContainerServiceV20141113.{operation}", body.ToJsonString());
}
