using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The Context Object (<c>$$</c>), with the members and their order as recorded on AWS.</summary>
internal static class ContextObject
{
    public static JsonObject Build(ExecutionInfo info, ExecutionState state, bool isTask, string? token)
    {
        var current = new JsonObject { ["Name"] = state.StateName, ["EnteredTime"] = Timestamps.Format(state.EnteredAt) };
        if (isTask)
        {
            current["RetryCount"] = state.RetryCount;
        }

        var context = new JsonObject
        {
            ["Execution"] = new JsonObject
            {
                ["Id"] = info.Arn,
                ["Input"] = JsonText.Parse(info.Input),
                ["StartTime"] = Timestamps.Format(info.StartedAt),
                ["Name"] = info.Name,
                ["RoleArn"] = info.RoleArn,
                ["RedriveCount"] = 0,
            },
            ["StateMachine"] = new JsonObject { ["Id"] = info.StateMachineArn, ["Name"] = info.StateMachineName },
            ["State"] = current,
        };
        if (token is not null)
        {
            context["Task"] = new JsonObject { ["Token"] = token };
        }

        return context;
    }
}
