using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The structures of ListStateMachines, DescribeStateMachine, DescribeStateMachineForExecution and ValidateStateMachineDefinition.</summary>
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

    public static JsonObject Diagnostic(Diagnostic diagnostic)
    {
        var json = new JsonObject { ["severity"] = diagnostic.Severity, ["code"] = diagnostic.Code, ["message"] = diagnostic.Message };
        if (diagnostic.Location is { } location)
        {
            json["location"] = location;
        }

        return json;
    }

    public static bool IsMetadataOnly(RequestFields fields) => fields.OneOf("includedData", IncludedData) == "METADATA_ONLY";
}
