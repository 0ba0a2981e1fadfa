using System.Net;
using Amazon;
using Amazon.ECS;
using Amazon.ECS.Model;
using OpsAgent.Compat.Tests.Support;
using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Compat.Tests.ECS;

public sealed class WireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Type> Codes => new()
    {
        { "AccessDeniedException", typeof(AccessDeniedException) },
        { "ClientException", typeof(ClientException) },
        { "ClusterNotFoundException", typeof(ClusterNotFoundException) },
        { "InvalidParameterException", typeof(InvalidParameterException) },
        { "NamespaceNotFoundException", typeof(NamespaceNotFoundException) },
        { "PlatformTaskDefinitionIncompatibilityException", typeof(PlatformTaskDefinitionIncompatibilityException) },
        { "PlatformUnknownException", typeof(PlatformUnknownException) },
        { "ServerException", typeof(ServerException) },
        { "ServiceNotActiveException", typeof(ServiceNotActiveException) },
        { "ServiceNotFoundException", typeof(ServiceNotFoundException) },
        { "UnsupportedFeatureException", typeof(UnsupportedFeatureException) },
        { "SomethingNew", typeof(AmazonECSException) },
    };

    [Fact]
    public async Task DescribeServices_OnTheWire_IsAwsJsonOneOne()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        var answer = await client.DescribeServicesAsync(
            new DescribeServicesRequest { Cluster = "main", Services = ["web", "api"], Include = [ServiceField.TAGS] }, Cancellation);

        var sent = service.Request;
        Expect.Signed("ecs", sent);
        Assert.Equal("AmazonEC2ContainerServiceV20141113.DescribeServices", sent["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", sent["Content-Type"]);
        Assert.Equal("2014-11-13", sent["x-amz-api-version"]);
        Expect.Json("""{"cluster": "main", "services": ["web", "api"], "include": ["TAGS"]}""", sent.Body);
        Assert.Null(answer.Services);
        Assert.Null(answer.Failures);
    }

    [Fact]
    public async Task UpdateService_WithTheCountAlone_SendsNothingElse()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        var answer = await client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = "main", Service = "web", DesiredCount = 0 }, Cancellation);

        Assert.Equal("AmazonEC2ContainerServiceV20141113.UpdateService", service.Request["X-Amz-Target"]);
        Expect.Json("""{"cluster": "main", "service": "web", "desiredCount": 0}""", service.Request.Body);
        Assert.Null(answer.Service);
    }

    [Fact]
    public async Task UpdateService_WithEverythingSet_WritesItNested()
    {
        using var service = new FakeService(FakeResponse.Ok("{}"));
        using var client = At(service);

        await client.UpdateServiceAsync(
            new UpdateServiceRequest
            {
                AvailabilityZoneRebalancing = AvailabilityZoneRebalancing.DISABLED,
                CapacityProviderStrategy = [new CapacityProviderStrategyItem { Base = 1, CapacityProvider = "FARGATE", Weight = 2 }],
                Cluster = "main",
                DeploymentConfiguration = new DeploymentConfiguration
                {
                    Alarms = new DeploymentAlarms { AlarmNames = ["errors"], Enable = true, Rollback = false },
                    BakeTimeInMinutes = 5,
                    DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = true },
                    MaximumPercent = 200,
                    MinimumHealthyPercent = 100,
                    Strategy = DeploymentStrategy.ROLLING,
                },
                DeploymentController = new DeploymentController { Type = DeploymentControllerType.ECS },
                DesiredCount = 3,
                EnableECSManagedTags = true,
                EnableExecuteCommand = false,
                ForceNewDeployment = true,
                HealthCheckGracePeriodSeconds = 30,
                LoadBalancers =
                [
                    new LoadBalancer
                    {
                        AdvancedConfiguration = new AdvancedConfiguration
                        {
                            AlternateTargetGroupArn = "arn:alt", ProductionListenerRule = "arn:prod", RoleArn = "arn:role", TestListenerRule = "arn:test",
                        },
                        ContainerName = "web",
                        ContainerPort = 80,
                        LoadBalancerName = "old",
                        TargetGroupArn = "arn:tg",
                    },
                ],
                NetworkConfiguration = new NetworkConfiguration
                {
                    AwsvpcConfiguration = new AwsVpcConfiguration { AssignPublicIp = AssignPublicIp.ENABLED, SecurityGroups = ["sg-1"], Subnets = ["subnet-1"] },
                },
                PlacementConstraints = [new PlacementConstraint { Expression = "e", Type = PlacementConstraintType.MemberOf }],
                PlacementStrategy = [new PlacementStrategy { Field = "host", Type = PlacementStrategyType.Spread }],
                PlatformVersion = "LATEST",
                PropagateTags = PropagateTags.SERVICE,
                Service = "web",
                ServiceRegistries = [new ServiceRegistry { ContainerName = "web", ContainerPort = 80, Port = 81, RegistryArn = "arn:reg" }],
                TaskDefinition = "web:2",
            },
            Cancellation);

        Expect.Json(
            """
            {
              "availabilityZoneRebalancing": "DISABLED",
              "capacityProviderStrategy": [{"base": 1, "capacityProvider": "FARGATE", "weight": 2}],
              "cluster": "main",
              "deploymentConfiguration": {
                "alarms": {"alarmNames": ["errors"], "enable": true, "rollback": false},
                "bakeTimeInMinutes": 5,
                "deploymentCircuitBreaker": {"enable": true, "rollback": true},
                "maximumPercent": 200, "minimumHealthyPercent": 100, "strategy": "ROLLING"
              },
              "deploymentController": {"type": "ECS"},
              "desiredCount": 3, "enableECSManagedTags": true, "enableExecuteCommand": false, "forceNewDeployment": true,
              "healthCheckGracePeriodSeconds": 30,
              "loadBalancers": [{
                "advancedConfiguration": {"alternateTargetGroupArn": "arn:alt", "productionListenerRule": "arn:prod", "roleArn": "arn:role", "testListenerRule": "arn:test"},
                "containerName": "web", "containerPort": 80, "loadBalancerName": "old", "targetGroupArn": "arn:tg"
              }],
              "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED", "securityGroups": ["sg-1"], "subnets": ["subnet-1"]}},
              "placementConstraints": [{"expression": "e", "type": "memberOf"}],
              "placementStrategy": [{"field": "host", "type": "spread"}],
              "platformVersion": "LATEST", "propagateTags": "SERVICE", "service": "web",
              "serviceRegistries": [{"containerName": "web", "containerPort": 80, "port": 81, "registryArn": "arn:reg"}],
              "taskDefinition": "web:2"
            }
            """,
            service.Request.Body);
    }

    [Fact]
    public async Task DescribeServices_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """
            {
              "services": [{
                "serviceArn": "arn:s", "serviceName": "web", "clusterArn": "arn:c", "status": "ACTIVE", "desiredCount": 3, "runningCount": 2, "pendingCount": 1,
                "launchType": "FARGATE", "platformVersion": "1.4.0", "platformFamily": "Linux", "taskDefinition": "arn:td", "roleArn": "arn:role",
                "schedulingStrategy": "REPLICA", "propagateTags": "NONE", "createdAt": 1769000000.5, "createdBy": "arn:me", "currentServiceDeployment": "arn:sd",
                "healthCheckGracePeriodSeconds": 60, "enableECSManagedTags": true, "enableExecuteCommand": false, "availabilityZoneRebalancing": "ENABLED",
                "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
                "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 50, "strategy": "ROLLING",
                  "deploymentCircuitBreaker": {"enable": true, "rollback": false}, "alarms": {"alarmNames": ["a"], "enable": false, "rollback": false}},
                "deploymentController": {"type": "ECS"},
                "deployments": [{"id": "ecs-svc/1", "status": "PRIMARY", "taskDefinition": "arn:td", "desiredCount": 3, "runningCount": 2, "pendingCount": 1, "failedTasks": 4,
                  "createdAt": 1769000001, "updatedAt": 1769000002, "launchType": "FARGATE", "platformVersion": "1.4.0", "platformFamily": "Linux",
                  "rolloutState": "IN_PROGRESS", "rolloutStateReason": "going on",
                  "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": [], "assignPublicIp": "DISABLED"}}}],
                "taskSets": [{"id": "ecs-svc/2", "status": "PRIMARY", "taskDefinition": "arn:td", "computedDesiredCount": 2, "runningCount": 1, "pendingCount": 3, "createdAt": 1769000001,
                  "updatedAt": 1769000002, "scale": {"value": 50.5, "unit": "PERCENT"}, "stabilityStatus": "STEADY_STATE"}],
                "events": [{"id": "ev-1", "createdAt": 1769000003, "message": "steady"}],
                "loadBalancers": [{"targetGroupArn": "arn:tg", "containerName": "web", "containerPort": 80}],
                "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-2"]}},
                "placementConstraints": [], "placementStrategy": [{"type": "binpack", "field": "memory"}],
                "serviceRegistries": [{"registryArn": "arn:reg", "port": 53}],
                "tags": [{"key": "env", "value": "sandbox"}],
                "somethingNew": {"ignored": true}
              }],
              "failures": [{"arn": "arn:gone", "reason": "MISSING", "detail": "no such service"}]
            }
            """));
        using var client = At(service);

        var answer = await client.DescribeServicesAsync(new DescribeServicesRequest(), Cancellation);

        var failure = Assert.Single(answer.Failures);
        Assert.Equal(("arn:gone", "MISSING", "no such service"), (failure.Arn, failure.Reason, failure.Detail));
        var web = Assert.Single(answer.Services);
        Assert.Equal(("arn:s", "web", "arn:c", "ACTIVE", "arn:td", "arn:role"), (web.ServiceArn, web.ServiceName, web.ClusterArn, web.Status, web.TaskDefinition, web.RoleArn));
        Assert.Equal((3, 2, 1, 60), (web.DesiredCount, web.RunningCount, web.PendingCount, web.HealthCheckGracePeriodSeconds));
        Assert.Equal((LaunchType.FARGATE, SchedulingStrategy.REPLICA, PropagateTags.NONE), (web.LaunchType, web.SchedulingStrategy, web.PropagateTags));
        Assert.Equal(("1.4.0", "Linux", "arn:me", "arn:sd"), (web.PlatformVersion, web.PlatformFamily, web.CreatedBy, web.CurrentServiceDeployment));
        Assert.Equal((true, false), (web.EnableECSManagedTags, web.EnableExecuteCommand));
        Assert.Equal(AvailabilityZoneRebalancing.ENABLED, web.AvailabilityZoneRebalancing);
        Expect.Utc(Expect.Time(0.5), web.CreatedAt);
        Assert.Equal((0, "FARGATE_SPOT", 1), (web.CapacityProviderStrategy[0].Base, web.CapacityProviderStrategy[0].CapacityProvider, web.CapacityProviderStrategy[0].Weight));
        Assert.Equal((200, 50, DeploymentStrategy.ROLLING), (web.DeploymentConfiguration.MaximumPercent, web.DeploymentConfiguration.MinimumHealthyPercent, web.DeploymentConfiguration.Strategy));
        Assert.True(web.DeploymentConfiguration.DeploymentCircuitBreaker.Enable);
        Assert.Equal(["a"], web.DeploymentConfiguration.Alarms.AlarmNames);
        Assert.Equal(DeploymentControllerType.ECS, web.DeploymentController.Type);
        var deployment = Assert.Single(web.Deployments);
        Assert.Equal(("ecs-svc/1", "PRIMARY", "arn:td", "going on"), (deployment.Id, deployment.Status, deployment.TaskDefinition, deployment.RolloutStateReason));
        Assert.Equal((3, 2, 1, 4), (deployment.DesiredCount, deployment.RunningCount, deployment.PendingCount, deployment.FailedTasks));
        Assert.Equal(DeploymentRolloutState.IN_PROGRESS, deployment.RolloutState);
        Assert.Equal((LaunchType.FARGATE, "1.4.0", "Linux"), (deployment.LaunchType, deployment.PlatformVersion, deployment.PlatformFamily));
        Expect.Utc(Expect.Time(1), deployment.CreatedAt);
        Expect.Utc(Expect.Time(2), deployment.UpdatedAt);
        Assert.Equal(AssignPublicIp.DISABLED, deployment.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp);
        Assert.Empty(deployment.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups);
        Assert.Null(deployment.CapacityProviderStrategy);
        var set = Assert.Single(web.TaskSets);
        Assert.Equal(("ecs-svc/2", "PRIMARY", "arn:td", StabilityStatus.STEADY_STATE), (set.Id, set.Status, set.TaskDefinition, set.StabilityStatus));
        Assert.Equal((2, 1, 3, 50.5), (set.ComputedDesiredCount, set.RunningCount, set.PendingCount, set.Scale.Value));
        Expect.Utc(Expect.Time(1), set.CreatedAt);
        Expect.Utc(Expect.Time(2), set.UpdatedAt);
        Assert.Equal(("ev-1", "steady"), (web.Events[0].Id, web.Events[0].Message));
        Expect.Utc(Expect.Time(3), web.Events[0].CreatedAt);
        Assert.Equal(("arn:tg", "web", 80), (web.LoadBalancers[0].TargetGroupArn, web.LoadBalancers[0].ContainerName, web.LoadBalancers[0].ContainerPort));
        Assert.Null(web.LoadBalancers[0].AdvancedConfiguration);
        Assert.Equal(["subnet-2"], web.NetworkConfiguration.AwsvpcConfiguration.Subnets);
        Assert.Empty(web.PlacementConstraints);
        Assert.Equal((PlacementStrategyType.Binpack, "memory"), (web.PlacementStrategy[0].Type, web.PlacementStrategy[0].Field));
        Assert.Equal(("arn:reg", 53), (web.ServiceRegistries[0].RegistryArn, web.ServiceRegistries[0].Port));
        Assert.Equal(("env", "sandbox"), (web.Tags[0].Key, web.Tags[0].Value));
    }

    [Fact]
    public async Task UpdateService_Answered_CarriesTheService()
    {
        using var service = new FakeService(FakeResponse.Ok("""{"service":{"serviceName":"web","desiredCount":5}}"""));
        using var client = At(service);

        var answer = await client.UpdateServiceAsync(new UpdateServiceRequest { Service = "web", DesiredCount = 5 }, Cancellation);

        Assert.Equal(("web", 5), (answer.Service.ServiceName, answer.Service.DesiredCount));
        Assert.Null(answer.Service.Tags);
        Assert.Null(answer.Service.Deployments);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfAnyCode_HasItsOwnType(string code, Type expected)
    {
        using var service = new FakeService(FakeResponse.Error(code));
        using var client = At(service);

        var error = await Assert.ThrowsAnyAsync<AmazonECSException>(() => client.UpdateServiceAsync(new UpdateServiceRequest(), Cancellation));

        Assert.IsType(expected, error);
        Assert.Equal(("refused", code, "request-1", HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.RequestId, error.StatusCode));
        Assert.Single(service.Requests);
    }

    [Fact]
    public void EveryTypedException_OfTheAssembly_HasACodeAbove() =>
        Assert.Empty(typeof(AmazonECSException).Assembly.GetExportedTypes()
            .Where(typeof(AmazonECSException).IsAssignableFrom)
            .Except(Codes.Select(static row => row.Data.Item2)));

    [Fact]
    public async Task Call_ThrottledOnce_IsRetriedAndSucceeds()
    {
        using var service = new FakeService(FakeResponse.Error("ThrottlingException"), FakeResponse.Ok("""{"services":[]}"""));
        using var client = At(service, retries: 1);

        Assert.Empty((await client.DescribeServicesAsync(new DescribeServicesRequest(), Cancellation)).Services);

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public void Client_OfARegion_KnowsItsEndpointAndName()
    {
        using var client = new AmazonECSClient(FakeCredentials.Basic, RegionEndpoint.EUWest1);

        Assert.Equal("https://ecs.eu-west-1.amazonaws.com/", new Uri(client.DetermineServiceOperationEndpoint(new DescribeServicesRequest()).URL).ToString());
        Assert.Equal("ECS", AmazonECSConfig.ServiceId);
    }

    private static AmazonECSClient At(FakeService service, int retries = 0) =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonECSConfig>(service.Address, retries));
}
