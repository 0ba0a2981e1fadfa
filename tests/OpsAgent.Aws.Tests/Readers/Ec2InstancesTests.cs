using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.TestKit.Contracts;

using ResourceType = Amazon.EC2.ResourceType;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class Ec2InstancesTests(Moto moto) : InstancesContract, IAsyncLifetime
{
    private MotoAccount _account = null!;

    protected override IInstances Instances => new Ec2Instances(_account.Clients);

    public async ValueTask InitializeAsync() => _account = await MotoAccount.OpenAsync(moto);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task FindByTag_OverThreePages_FindsAllInOrder()
    {
        // moto counts reservations for a page, and each launch is one.
        var ids = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            ids.AddRange(await LaunchAsync(1, "running", ("Role", "many")));
        }

        var all = await Instances.FindByTagAsync("Role", "many", 500, Stop);
        var cut = await Instances.FindByTagAsync("Role", "many", 44, Stop);

        Assert.Equal(ids.Order(StringComparer.Ordinal), all.Instances.Select(i => i.Id));
        Assert.All(all.Instances, i => Assert.Equal("ok", i.SystemCheck));
        Assert.Equal((false, 44, true), (all.Truncated, cut.Instances.Count, cut.Truncated));
    }

    protected override async Task<IReadOnlyList<string>> LaunchAsync(int count, string state, params (string Key, string Value)[] tags)
    {
        var made = await _account.Clients.Ec2.RunInstancesAsync(
            new RunInstancesRequest
            {
                ImageId = "ami-12c6146b",
                MinCount = count,
                MaxCount = count,
                TagSpecifications = tags.Length == 0 ? null
                    : [new TagSpecification { ResourceType = ResourceType.Instance, Tags = [.. tags.Select(t => new Tag(t.Key, t.Value))] }],
            },
            Stop);
        List<string> ids = [.. made.Reservation.Instances.Select(i => i.InstanceId)];
        switch (state)
        {
            case "stopped":
                await _account.Clients.Ec2.StopInstancesAsync(new StopInstancesRequest { InstanceIds = ids }, Stop);
                break;
            case "terminated":
                await _account.Clients.Ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = ids }, Stop);
                break;
        }

        return ids;
    }

    protected override async Task<IInstances> FailingAsync(string action, string kind) => new Ec2Instances(await _account.FailingAsync(action, kind));
}
