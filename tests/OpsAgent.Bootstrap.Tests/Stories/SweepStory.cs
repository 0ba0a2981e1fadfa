using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>What crashes left half done is mended: started, woken, reminded of, closed.</summary>
internal static class SweepStory
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        Assert.Equal((0, 0, 0, 0), await SweepAsync(stage));
        await StartAndCloseAsync(stage, machine);
        await WakeAsync(stage, machine);
    }

    private static async Task StartAndCloseAsync(Stage stage, Machine machine)
    {
        var refused = Incident.Answering("states:StartExecution", FakeResponse.Error("StateMachineDoesNotExist"));
        var stored = await stage.AskAsync(ApiRequest.Post(FunctionNames.Proposals, "/operations/scale_ecs_service", Machine.Scale(4)), refused);
        var id = stored["proposal_id"]!.GetValue<string>();
        await stage.World.AgeAsync(id, Patience);
        Assert.Equal((1, 0, 0, 0), await SweepAsync(stage));

        Machine.Runs("scale_ecs_service", id);
        await machine.AskPeopleAsync(id);

        // Half of the window is over.
        await stage.World.AgeAsync(id, TimeSpan.FromSeconds(460));
        Assert.Equal((0, 0, 0, 1), await SweepAsync(stage));
        await stage.World.StopExecutionAsync("scale_ecs_service", id);
        Assert.Equal((0, 0, 1, 0), await SweepAsync(stage, Incident.Rival));
    }

    private static async Task WakeAsync(Stage stage, Machine machine)
    {
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());
        await stage.CrashAsync(ApiRequest.Decide("approve", proposed.Token, "lead"), "states:SendTaskSuccess");
        await stage.World.AgeAsync(proposed.Id, Patience);
        var wake = Incident.Answering("states:SendTaskSuccess", FakeResponse.Ok("{}"));
        Assert.Equal((0, 1, 0, 0), await SweepAsync(stage, wake));
        await machine.ExecuteAsync(proposed.Id);
        await stage.World.AgeAsync(proposed.Id, TimeSpan.FromMinutes(10));
        await machine.EndAsync(proposed.Id, "NotSettled");
    }

    private static async Task<(int Started, int Resumed, int Closed, int Reminded)> SweepAsync(Stage stage, Incident? incident = null)
    {
        var done = await stage.StepAsync(FunctionNames.Reconciler, new JsonObject { ["detail-type"] = "Scheduled Event" }, incident);
        return (Count("started"), Count("resumed"), Count("closed"), Count("reminded"));

        int Count(string name) => done[name]!.GetValue<int>();
    }
}
