using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The structures of ListStateMachines, DescribeStateMachine and DescribeStateMachineForExecution.</summary>
internal static class StateMachineJson
{
    private static readonly string[] IncludedData = ["METADATA_ONLY", "ALL_DATA"];

    /// <summary>The members that both Describe operations answer.</summary>
    public static JsonObject Describe(StateMachineRow machine, bool metadataOnly)
    {
        var json = new JsonObject
        {
            ["stateMachineArn"] = machine.Arn,
            ["name"] = machine.Name,
            ["roleArn"] = machine.Role,
            ["loggingConfiguration"] = JsonText.Parse(machine.Logging ?? """{"level":"OFF","includeExecutionData":false}"""),
            ["tracingConfiguration"] = JsonText.Parse(machine.Tracing ?? """{"enabled":false}"""),
        };
        if (!metadataOnly)
        {
            json["definition"] = machine.Definition;
        }

        if (machine.RevisionId is { } revision)
        {
            json["revisionId"] = revision;
        }

        return json;
    }

    public static JsonObject ListItem(StateMachineRow machine) => new()
    {
        ["stateMachineArn"] = machine.Arn,
        ["name"] = machine.Name,
        ["type"] = "STANDARD",
        ["creationDate"] = TimestampJson.WriteEpochSeconds(machine.Created),
    };

    public static bool IsMetadataOnly(RequestFields fields) => fields.OneOf("includedData", IncludedData) == "METADATA_ONLY";
}
