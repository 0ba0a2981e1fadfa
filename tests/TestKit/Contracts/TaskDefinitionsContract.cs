using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every reader of task definitions must do: the MUST sentences of <see cref="ITaskDefinitions"/> as tests.</summary>
public abstract class TaskDefinitionsContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract ITaskDefinitions Definitions { get; }

    /// <summary>Registers the next revisions of a family, each with one container of that image, an environment and a secret.</summary>
    protected abstract Task RegisterAsync(string family, params string[] images);

    protected abstract Task DeregisterAsync(string name);

    /// <returns>A reader of the same account, where every call of the IAM action fails in one of the ways of <see cref="CloudFailure"/>.</returns>
    protected abstract Task<ITaskDefinitions> FailingAsync(string action, string kind);

    [Fact]
    public async Task Find_ByNameAndByArn_IsTheRevisionWithoutTheValuesOfItsVariables()
    {
        await RegisterAsync("web", "web:1.0.0", "web:1.1.0");

        var second = (await Definitions.FindAsync("web:2", Stop))!;

        Assert.Equal(("web", 2, "ACTIVE"), (second.Name.Family, second.Name.Revision, second.Status));
        Assert.Equal(("web", "web:1.1.0"), (second.Containers.Single().Name, second.Containers.Single().Image));
        Assert.Equal(["LOG_LEVEL"], second.Containers[0].Environment.Keys);
        Assert.Equal(["DB_PASSWORD"], second.Containers[0].Secrets.Keys);
        Assert.DoesNotContain("debug", second.Containers[0].Environment.Values);
        Assert.Equal(second.Arn, (await Definitions.FindAsync(second.Arn, Stop))?.Arn);
        Assert.Equal(["Container web: image web:1.0.0 -> web:1.1.0."], (await Definitions.FindAsync("web:1", Stop))!.DifferencesTo(second));
    }

    [Fact]
    public async Task Find_ThatWasDeregistered_IsInactive()
    {
        await RegisterAsync("web", "web:1.0.0", "web:1.1.0");
        await DeregisterAsync("web:1");

        Assert.Equal("INACTIVE", (await Definitions.FindAsync("web:1", Stop))?.Status);
    }

    [Fact]
    public async Task Find_ThatIsNotThere_IsNull()
    {
        await RegisterAsync("web", "web:1.0.0");

        Assert.Null(await Definitions.FindAsync("web:2", Stop));
        Assert.Null(await Definitions.FindAsync("api:1", Stop));
    }

    [Fact]
    public async Task FindRevisionBefore_OfAFamily_IsItsNewestActiveOneBefore()
    {
        await RegisterAsync("web", "web:1.0.0", "web:1.1.0", "web:1.2.0", "web:1.3.0");
        await RegisterAsync("web-admin", "admin:1", "admin:2");
        await DeregisterAsync("web:2");

        Assert.EndsWith(":task-definition/web:3", await Definitions.FindRevisionBeforeAsync("web", 4, Stop), StringComparison.Ordinal);
        Assert.EndsWith(":task-definition/web:1", await Definitions.FindRevisionBeforeAsync("web", 3, Stop), StringComparison.Ordinal);
        Assert.Null(await Definitions.FindRevisionBeforeAsync("web", 1, Stop));
        Assert.Null(await Definitions.FindRevisionBeforeAsync("mail", 9, Stop));
    }

    [Theory]
    [MemberData(nameof(CloudFailure.Kinds), MemberType = typeof(CloudFailure))]
    public async Task Find_AwsFails_NamesActionAndResource(string kind, ErrorCode code)
    {
        await RegisterAsync("web", "web:1.0.0");
        const string Action = "ecs:DescribeTaskDefinition";
        var failing = await FailingAsync(Action, kind);

        await CloudFailure.ToldAsync(() => failing.FindAsync("web:1", Stop), Action, code);
    }
}
