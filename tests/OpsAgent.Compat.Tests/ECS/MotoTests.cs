using Amazon.ECS;
using Amazon.ECS.Model;
using OpsAgent.Compat.Tests.Support;
using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Compat.Tests.ECS;

/// <summary>The client against moto, an independent implementation of the API.</summary>
public sealed class MotoTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_Scaled_IsDescribedWithItsNewCountAndTags()
    {
        using var client = await WithServiceAsync("scaled");

        var before = await client.DescribeServicesAsync(
            new DescribeServicesRequest { Cluster = "scaled", Services = ["web", "missing"], Include = [ServiceField.TAGS] }, Cancellation);
        var updated = await client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = "scaled", Service = "web", DesiredCount = 4 }, Cancellation);
        var after = await client.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "scaled", Services = ["web"] }, Cancellation);

        var web = Assert.Single(before.Services);
        Assert.Equal(("web", "ACTIVE", 2, LaunchType.FARGATE), (web.ServiceName, web.Status, web.DesiredCount, web.LaunchType));
        Assert.Equal(("env", "sandbox"), (Assert.Single(web.Tags).Key, web.Tags[0].Value));
        var deployment = Assert.Single(web.Deployments);
        Assert.Equal(("PRIMARY", DateTimeKind.Utc), (deployment.Status, deployment.CreatedAt!.Value.Kind));
        Assert.Equal("MISSING", Assert.Single(before.Failures).Reason);
        Assert.Equal(4, updated.Service.DesiredCount);
        Assert.Equal(4, Assert.Single(after.Services).DesiredCount);
        Assert.Empty(after.Failures);
        Assert.NotNull(after.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task Service_Unknown_IsATypedRefusal()
    {
        using var client = await WithServiceAsync("refusing");

        await Assert.ThrowsAsync<ServiceNotFoundException>(() =>
            client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = "refusing", Service = "missing", DesiredCount = 1 }, Cancellation));
        await Assert.ThrowsAsync<ClusterNotFoundException>(() =>
            client.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "missing", Services = ["web"] }, Cancellation));
    }

    private async Task<AmazonECSClient> WithServiceAsync(string cluster)
    {
        var address = await moto.AddressAsync(Cancellation);
        await CallAsync("CreateCluster", $$"""{"clusterName":"{{cluster}}"}""");
        await CallAsync("RegisterTaskDefinition", $$"""{"family":"{{cluster}}","containerDefinitions":[{"name":"web","image":"nginx","memory":64}]}""");
        await CallAsync(
            "CreateService",
            $$"""{"cluster":"{{cluster}}","serviceName":"web","taskDefinition":"{{cluster}}","desiredCount":2,"launchType":"FARGATE","tags":[{"key":"env","value":"sandbox"}]}""");
        return new AmazonECSClient(FakeCredentials.Basic, FakeCredentials.At<AmazonECSConfig>(address));

        Task CallAsync(string operation, string body) =>
            MotoCall.JsonAsync(address, "ecs", $"AmazonEC2ContainerServiceV20141113.{operation}", body, Cancellation);
    }
}
