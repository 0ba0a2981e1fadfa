using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>An instance behind a load balancer is rebooted, watched until it is well again, and the proposal completed.</summary>
internal static class RebootStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());
        await machine.ApproveAsync(proposed, () => machine.ExecuteAsync(proposed.Id, Incident.Rival));

        // Past the time in which AWS still shows the checks from before, and then for long enough.
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(2));
        await stage.FailAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), "NotSettled", Incident.Rival);
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(1));
        await stage.StepAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), Incident.Rival);
        Assert.Equal("completed", await machine.EndAsync(proposed.Id, incident: Incident.Rival), ignoreCase: true);
        Assert.Equal(["action_executed", "outcome_verified"], (await stage.Account.AuditAsync(proposed.Id)).Skip(4).Take(2));
    }
}
