using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Both writes in DRY_RUN, to their ends: nothing is changed.</summary>
internal static class DryRunStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var before = await stage.Account.DesiredCountAsync();
        foreach (var (operation, parameters) in new[] { ("reboot_ec2", machine.Reboot()), ("scale_ecs_service", Machine.Scale(7)) })
        {
            var proposed = await machine.ProposeAsync(operation, parameters);
            var approved = await machine.ApproveAsync(proposed, () => machine.ExecuteAsync(proposed.Id));
            Assert.Equal("WOULD_EXECUTE", approved["execution_status"]!.GetValue<string>());
            await stage.StepAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id));
            Assert.Equal("completed", await machine.EndAsync(proposed.Id), ignoreCase: true);
        }

        Assert.Equal(before, await stage.Account.DesiredCountAsync());
    }
}
