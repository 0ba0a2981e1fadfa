using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>
/// An instance behind a load balancer is rebooted, watched until it is well again, and the proposal completed; minutes later it is
/// seen whether that helped.
/// </summary>
internal static class RebootStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        var byAlarm = await CompleteAsync(stage, machine, "busy");
        Assert.Equal(["action_executed", "outcome_verified"], (await stage.Account.AuditAsync(byAlarm)).Skip(4).Take(2));
        await SeeEffectAsync(stage, byAlarm);
        await SeeEffectAsync(stage, await CompleteAsync(stage, machine, $"CPUUtilization of {stage.Account.Tagged}"));
    }

    private static async Task<string> CompleteAsync(Stage stage, Machine machine, string watch)
    {
        var parameters = machine.Reboot();
        parameters["watch"] = watch;
        var proposed = await machine.ProposeAsync("reboot_ec2", parameters);
        await machine.ApproveAsync(proposed, () => machine.ExecuteAsync(proposed.Id, Incident.Rival));

        // Past the time in which AWS still shows the checks from before, and then for long enough.
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(2));
        await stage.FailAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), "NotSettled", Incident.Rival);
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(1));
        await stage.StepAsync(FunctionNames.VerifyOutcome, Machine.Of(proposed.Id), Incident.Rival);
        Assert.Equal("completed", await machine.EndAsync(proposed.Id, incident: Incident.Rival), ignoreCase: true);
        return proposed.Id;
    }

    private static async Task SeeEffectAsync(Stage stage, string id)
    {
        await stage.World.AgeAsync(id, TimeSpan.FromMinutes(5));
        await stage.StepAsync(FunctionNames.Reconciler, new JsonObject { ["detail-type"] = "Scheduled Event" });
        Assert.Equal("effect_observed", (await stage.Account.AuditAsync(id))[^1]);
    }
}
