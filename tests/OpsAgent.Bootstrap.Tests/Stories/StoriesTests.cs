using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>The native binary through everything that happens to a deployment, and the AWS actions that each function called.</summary>
public sealed class StoriesTests
{
    [Fact]
    public async Task EveryFunction_InEveryStory_CallsTheListedActionsAndNoOthers()
    {
        await using var account = await Account.OpenAsync();
        using var world = new World(account.Url);
        await world.BuildAsync(account.Tagged);
        var (live, dry, talking) = (new Stage(account, world), new Stage(account, world, "DRY_RUN"), new Stage(account, world, model: ChatStory.Model));

        await AuthorizerStory.PlayAsync(live);
        await LookStory.PlayAsync(live);
        await ScaleStory.PlayAsync(live);
        await RebootStory.PlayAsync(live);
        await EndStory.PlayAsync(live);
        await RefusalStory.PlayAsync(live);
        await WorkflowStory.PlayAsync(live);
        await SweepStory.PlayAsync(live);
        await DryRunStory.PlayAsync(dry);
        await ConsoleStory.PlayAsync(dry);
        await ChatStory.PlayAsync(live, talking);

        var seen = live.Seen.Concat(dry.Seen).Concat(talking.Seen).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            FunctionNames.All.Append("Executor").Order(StringComparer.Ordinal),
            seen.Select(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
        ActionList.Hold(seen);
    }
}
