using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of ECS services must do: the MUST sentences of <see cref="IEcsServices"/> as tests.</summary>
public abstract class EcsServicesContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The reader of an account that had no service before this test.</summary>
    protected abstract IEcsServices Services { get; }

    /// <summary>Puts a service there whose tasks have all started.</summary>
    protected abstract Task CreateAsync(string cluster, string service, int tasks, params (string Key, string Value)[] tags);

    /// <returns>A reader of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<IEcsServices> FailingAsync(string action, string kind);

    [Fact]
    public async Task Find_ByNames_HasItsCountsArnAndTags()
    {
        await CreateAsync("production", "web", 3, ("Environment", "production"), ("environment", "another tag"));

        var found = (await Services.FindAsync("production", "web", Stop))!;

        Assert.Equal(("production", "web", "ACTIVE"), (found.Cluster, found.Name, found.Status));
        Assert.Equal((3, 3, 0, true), (found.Desired, found.Running, found.Pending, found.IsSteady));
        Assert.Equal(("ECS", "REPLICA", "COMPLETED"), (found.Controller, found.SchedulingStrategy, found.DeploymentState()));
        Assert.Equal(("PRIMARY", found.TaskDefinition), (Assert.Single(found.Deployments).Status, found.Deployments[0].TaskDefinition));
        Assert.Empty(found.TaskSets);
        Assert.Matches("^arn:aws:ecs:us-east-1:[0-9]{12}:service/production/web$", found.Arn);
        Assert.Matches("^arn:aws:ecs:us-east-1:[0-9]{12}:cluster/production$", found.ClusterArn);
        Assert.Matches("^arn:aws:ecs:us-east-1:[0-9]{12}:task-definition/[a-z-]+:[0-9]+$", found.TaskDefinition);
        Assert.Equal(["Environment", "environment"], found.Tags.Keys);
        Assert.Equal(["production", "another tag"], found.Tags.Values);
    }

    [Fact]
    public async Task Find_ByArns_IsTheSame()
    {
        await CreateAsync("production", "web", 1);
        var byNames = (await Services.FindAsync("production", "web", Stop))!;
        var cluster = byNames.Arn.Replace(":service/", ":cluster/", StringComparison.Ordinal)[..^"/web".Length];

        foreach (var (one, other) in new[] { (cluster, byNames.Arn), (cluster, "web"), ("production", byNames.Arn) })
        {
            Assert.Equal(byNames.Arn, (await Services.FindAsync(one, other, Stop))?.Arn);
        }
    }

    [Fact]
    public async Task Find_ThatIsNotThere_IsNull()
    {
        await CreateAsync("production", "web", 1);
        await CreateAsync("staging", "api", 1);

        foreach (var (cluster, service) in new[] { ("production", "api"), ("staging", "web"), ("production", "Web"), ("production", "we") })
        {
            Assert.Null(await Services.FindAsync(cluster, service, Stop));
        }
    }

    [Fact]
    public async Task Find_InAClusterThatIsNotThere_SaysSo()
    {
        await CreateAsync("production", "web", 1);

        var e = await Assert.ThrowsAsync<AwsException>(() => Services.FindAsync("nowhere", "web", Stop));

        Assert.Equal((ErrorCode.ResourceNotFound, "ecs:DescribeServices"), (e.Code, e.Action));
        Assert.Contains("no ECS cluster nowhere", e.Message, StringComparison.Ordinal);
        Assert.Contains("AWS says: Cluster not found.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_ByTheArnOfAnother_IsNull()
    {
        await CreateAsync("production", "web", 1);
        await CreateAsync("staging", "web", 1);
        var (production, staging) = ((await Services.FindAsync("production", "web", Stop))!.Arn, (await Services.FindAsync("staging", "web", Stop))!.Arn);

        foreach (var arn in new[] { staging, production.Replace("us-east-1", "us-west-2", StringComparison.Ordinal), $"{production}-2" })
        {
            Assert.Null(await Services.FindAsync("production", arn, Stop));
        }
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task Find_AwsFails_NamesActionAndResource(string kind, ErrorCode code)
    {
        await CreateAsync("production", "web", 1);
        const string Action = "ecs:DescribeServices";
        var failing = await FailingAsync(Action, kind);

        await CloudFailure.ToldAsync(() => failing.FindAsync("production", "web", Stop), Action, code);
    }
}
