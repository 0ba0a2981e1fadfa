using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of EC2 instances must do: the MUST sentences of <see cref="IInstances"/> as tests.</summary>
public abstract class InstancesContract
{
    private const string Describe = "ec2:DescribeInstances";
    private const string DescribeStatus = "ec2:DescribeInstanceStatus";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The reader of an account that had no instance before this test.</summary>
    protected abstract IInstances Instances { get; }

    /// <summary>Puts instances there, all alike.</summary>
    /// <param name="state">running, stopped or terminated.</param>
    /// <returns>Their ids.</returns>
    protected abstract Task<IReadOnlyList<string>> LaunchAsync(int count, string state, params (string Key, string Value)[] tags);

    /// <returns>A reader of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<IInstances> FailingAsync(string action, string kind);

    [Fact]
    public async Task Find_ThatRuns_HasItsArnTagsAndChecks()
    {
        var id = Assert.Single(await LaunchAsync(1, "running", ("Name", "web-1"), ("name", "another tag"), ("Empty", string.Empty)));

        var found = (await Instances.FindAsync(id, Stop))!;

        Assert.Equal((id, "running", "ok", "ok", true), (found.Id, found.State, found.SystemCheck, found.InstanceCheck, found.ChecksPass));
        Assert.Equal((true, null, "ebs"), (found.StatusKnown, found.Lifecycle, found.RootDeviceType));
        Assert.Empty(found.ScheduledEvents);
        Assert.Equal(["Empty", "Name", "name"], found.Tags.Keys);
        Assert.Equal([string.Empty, "web-1", "another tag"], found.Tags.Values);
        Assert.StartsWith("arn:aws:ec2:us-east-1:", found.Arn, StringComparison.Ordinal);
        Assert.EndsWith($":instance/{id}", found.Arn, StringComparison.Ordinal);
        Assert.StartsWith("us-east-1", found.Zone, StringComparison.Ordinal);
        Assert.NotEqual(string.Empty, found.Type);
        Assert.NotEqual(default, found.LaunchTime);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("terminated")]
    public async Task Find_ThatDoesNotRun_HasItsStateAndNoChecks(string state)
    {
        var id = Assert.Single(await LaunchAsync(1, state));

        var found = (await Instances.FindAsync(id, Stop))!;

        Assert.Equal((state, "not-applicable", "not-applicable", null), (found.State, found.SystemCheck, found.InstanceCheck, found.EbsCheck));
        Assert.Empty(found.ScheduledEvents);
    }

    [Theory]
    [InlineData("i-0a1b2c3d4e5f69999")]
    [InlineData("i-nonsense")]
    public async Task Find_ThatIsNotThere_IsNull(string id) => Assert.Null(await Instances.FindAsync(id, Stop));

    [Fact]
    public async Task FindByTag_Many_AreInTheOrderOfTheirIdsAndHaveTheirChecks()
    {
        var running = await LaunchAsync(4, "running", ("Role", "web"));
        var stopped = await LaunchAsync(2, "stopped", ("Role", "web"), ("Name", "web"));
        await LaunchAsync(1, "terminated", ("Role", "web"));
        await LaunchAsync(1, "running");

        var page = await Instances.FindByTagAsync("Role", "web", 10, Stop);

        Assert.Equal(running.Concat(stopped).Order(StringComparer.Ordinal), page.Instances.Select(i => i.Id));
        Assert.All(page.Instances, i => Assert.Equal(stopped.Contains(i.Id) ? "not-applicable" : "ok", i.InstanceCheck));
        Assert.False(page.Truncated);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public async Task FindByTag_MoreThanTheLimit_AnswersTheFirstAndSaysSo(int limit, bool truncated)
    {
        var ids = await LaunchAsync(3, "running", ("Role", "web"));

        var page = await Instances.FindByTagAsync("Role", "web", limit, Stop);

        Assert.Equal(ids.Order(StringComparer.Ordinal).Take(limit), page.Instances.Select(i => i.Id));
        Assert.Equal(truncated, page.Truncated);
    }

    [Theory]
    [InlineData("Role", "Web")]
    [InlineData("role", "web")]
    [InlineData("Role", "we")]
    [InlineData("Role", "we?")]
    [InlineData("Role", "w*")]
    [InlineData("Role", "*")]
    [InlineData("Ro*", "web")]
    [InlineData("Role", "")]
    [InlineData("Nothing", "web")]
    public async Task FindByTag_ThatIsNotExactlyIt_FindsNothing(string key, string value)
    {
        await LaunchAsync(1, "running", ("Role", "web"));

        var page = await Instances.FindByTagAsync(key, value, 10, Stop);

        Assert.Empty(page.Instances);
        Assert.False(page.Truncated);
    }

    [Theory]
    [InlineData("w*b", "web")]
    [InlineData("what?", "what!")]
    public async Task FindByTag_WhoseValueHoldsAWildcard_FindsExactlyThat(string value, string other)
    {
        var id = Assert.Single(await LaunchAsync(1, "running", ("Role", value)));
        await LaunchAsync(1, "running", ("Role", other));

        Assert.Equal(id, Assert.Single((await Instances.FindByTagAsync("Role", value, 10, Stop)).Instances).Id);
    }

    [Fact]
    public async Task FindInTrouble_WhereEveryCheckPasses_IsEmpty()
    {
        await LaunchAsync(2, "running");
        await LaunchAsync(1, "stopped");

        var calls = CallCount.Begin();
        var page = await Instances.FindInTroubleAsync(10, Stop);

        Assert.Empty(page.Instances);
        Assert.False(page.Truncated);
        Assert.NotEqual(0, calls.Total);
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task EveryCall_AwsFails_NamesActionAndResource(string kind, ErrorCode code)
    {
        var id = Assert.Single(await LaunchAsync(1, "running", ("Role", "web")));
        foreach (var action in new[] { Describe, DescribeStatus })
        {
            var failing = await FailingAsync(action, kind);
            await CloudFailure.ToldAsync(() => failing.FindAsync(id, Stop), action, code);
            await CloudFailure.ToldAsync(() => failing.FindByTagAsync("Role", "web", 10, Stop), action, code);
        }
    }
}
