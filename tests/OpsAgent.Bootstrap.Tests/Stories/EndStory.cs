using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Proposals that end without a change: denied, withdrawn with a second token, expired.</summary>
internal static class EndStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        await DenyAsync(stage, machine);
        await WithdrawAsync(stage, machine);
        await ExpireAsync(stage, machine);
    }

    private static async Task DenyAsync(Stage stage, Machine machine)
    {
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());

        // The history of the execution shows no second attempt to ask.
        await machine.AskInVainAsync(proposed.Id, "TransientAwsError");
        var denied = await stage.AskAsync(ApiRequest.Decide("deny", proposed.Token, "lead", "Not during the release"), Incident.Rival);
        Assert.True(denied["success"]!.GetValue<bool>(), denied.ToJsonString());

        // The step that asked is tried once more and finds it decided.
        await machine.AskInVainAsync(proposed.Id, "AlreadyDecided");
        await stage.StepAsync(FunctionNames.CloseApproval, Machine.Of(proposed.Id));
        Assert.Equal("denied", await machine.EndAsync(proposed.Id), ignoreCase: true);
    }

    private static async Task WithdrawAsync(Stage stage, Machine machine)
    {
        var first = await machine.ProposeAsync("reboot_ec2", machine.Reboot(), "key-1");
        var busy = await stage.AskAsync(ApiRequest.Post(FunctionNames.Proposals, "/operations/reboot_ec2", machine.Reboot()));
        Assert.Equal("RESOURCE_BUSY", busy["error"]!["code"]!.GetValue<string>());
        var again = await stage.AskAsync(ApiRequest.Post(FunctionNames.Proposals, "/operations/reboot_ec2", machine.Reboot(), "key-1"));
        Assert.Equal(first.Id, again["proposal_id"]!.GetValue<string>());
        var withdrawn = await stage.AskAsync(ApiRequest.Decide("withdraw", new Proposed(first.Id, again).Token, "engineer", "It recovered"));
        Assert.True(withdrawn["success"]!.GetValue<bool>(), withdrawn.ToJsonString());
        Assert.Equal("withdrawn", await machine.EndAsync(first.Id), ignoreCase: true);
    }

    private static async Task ExpireAsync(Stage stage, Machine machine)
    {
        var proposed = await machine.StartAsync("reboot_ec2", machine.Reboot(), async id =>
        {
            await stage.StepAsync(FunctionNames.ValidateTags, Machine.Of(id));
            await stage.StepAsync(FunctionNames.AssessRisk, Machine.Of(id), Incident.Rival);
            await stage.StepAsync(FunctionNames.ExecuteAction, Machine.Of(id, "preflight"));
            await machine.WaitForPeopleAsync(id, DateTimeOffset.UtcNow - TimeSpan.FromHours(1), incident: Incident.Rival);
        });
        var closed = await stage.StepAsync(FunctionNames.CloseApproval, Machine.Of(proposed.Id), Incident.Rival);
        Assert.Equal("expired", closed["status"]!.GetValue<string>(), ignoreCase: true);
        Assert.Equal("expired", await machine.EndAsync(proposed.Id), ignoreCase: true);
    }
}
