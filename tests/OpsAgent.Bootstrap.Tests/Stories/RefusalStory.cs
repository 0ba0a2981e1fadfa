using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Every step that may refuse does: tags, a target that is gone, a preflight that AWS denies, a change of the target after the approval.</summary>
internal static class RefusalStory
{
    public static async Task PlayAsync(Stage stage)
    {
        var machine = new Machine(stage);
        await HiddenAsync(stage);
        // Joiners that a script and an emoji need are taken.
        var untagged = new JsonObject { ["instance_id"] = stage.Account.Untagged, ["reason"] = "The application hangs, \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \U0001F469\U0001F3FD\u200D\U0001F692 \u2764\uFE0F" };
        await RefusedAsync(untagged, id => stage.FailAsync(FunctionNames.ValidateTags, Machine.Of(id), "GuardrailRejected", Incident.Rival));
        await RefusedAsync(machine.Reboot(), async id =>
        {
            await stage.StepAsync(FunctionNames.ValidateTags, Machine.Of(id));
            await stage.FailAsync(FunctionNames.AssessRisk, Machine.Of(id), "TargetNotFound", Incident.Answering("ec2:DescribeInstances", Ec2Error(400, "InvalidInstanceID.NotFound")).And(Incident.Rival));
        });
        await RefusedAsync(machine.Reboot(), async id =>
        {
            await stage.StepAsync(FunctionNames.ValidateTags, Machine.Of(id));
            await stage.StepAsync(FunctionNames.AssessRisk, Machine.Of(id));
            await stage.FailAsync(FunctionNames.ExecuteAction, Machine.Of(id, "preflight"), "GuardrailRejected", Incident.Answering("ec2:RebootInstances", Ec2Error(403, "UnauthorizedOperation")));
        });
        await DriftAsync(stage, machine);

        async Task RefusedAsync(JsonObject parameters, Func<string, Task> steps)
        {
            var proposed = await machine.StartAsync("reboot_ec2", parameters, steps);
            Assert.False(proposed.Answer["success"]!.GetValue<bool>(), proposed.Answer.ToJsonString());
            Assert.Equal("rejected", await machine.EndAsync(proposed.Id), ignoreCase: true);
        }
    }

    // Without globalization data the binary has Unicode's categories and a table of its own.
    private static async Task HiddenAsync(Stage stage)
    {
        foreach (var reason in new[] { "\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164", "hangs since\u2800eight", "the pass\u200Dword is lost", "\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026" })
        {
            var answer = await stage.AskAsync(ApiRequest.Post(
                FunctionNames.Proposals, "/operations/reboot_ec2", new JsonObject { ["instance_id"] = stage.Account.Tagged, ["reason"] = reason }));
            Assert.Equal(("VALIDATION_ERROR", "reason"), ((string?)answer["error"]!["code"], (string?)answer["error"]!["details"]!["field"]));
        }
    }

    private static async Task DriftAsync(Stage stage, Machine machine)
    {
        var proposed = await machine.ProposeAsync("scale_ecs_service", Machine.Scale(4));
        await stage.World.ScaleBySomebodyElseAsync(3);
        var approved = await machine.ApproveAsync(
            proposed, () => stage.FailAsync(FunctionNames.ExecuteAction, Machine.Of(proposed.Id, "execute"), "GuardrailRejected", Incident.Rival));
        Assert.Equal(3, await stage.Account.DesiredCountAsync());
        Assert.False(approved["action_executed"]?.GetValue<bool>() ?? false);
        Assert.Equal("rejected", await machine.EndAsync(proposed.Id), ignoreCase: true);
    }

    private static FakeResponse Ec2Error(int status, string code) =>
        new(status, $"<Response><Errors><Error><Code>{code}</Code><Message>refused</Message></Error></Errors><RequestID>request-1</RequestID></Response>");
}
