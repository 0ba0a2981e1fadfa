using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>What <c>$$</c> shows, member for member as recorded on AWS.</summary>
internal static class ContextObject
{
    public static JsonObject Build(ExecutionFacts facts, ExecutionState state, bool isTask, string? token)
    {
        var current = new JsonObject { ["Name"] = state.StateName, ["EnteredTime"] = Timestamps.Write(state.EnteredAt) };
        if (isTask)
        {
            current["RetryCount"] = state.RetryCount;
        }

        var context = new JsonObject
        {
            ["Execution"] = new JsonObject
            {
                ["Id"] = facts.Arn,
                ["Input"] = JsonText.Parse(facts.Input),
                ["StartTime"] = Timestamps.Write(facts.StartedAt),
                ["Name"] = facts.Name,
                ["RoleArn"] = facts.RoleArn,
                ["RedriveCount"] = 0,
            },
            ["StateMachine"] = new JsonObject { ["Id"] = facts.MachineArn, ["Name"] = facts.MachineName },
            ["State"] = current,
        };
        if (token is not null)
        {
            context["Task"] = new JsonObject { ["Token"] = token };
        }

        return context;
    }
}
