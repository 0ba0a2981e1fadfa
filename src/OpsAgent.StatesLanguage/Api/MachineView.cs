using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Machines as the wire shows them.</summary>
internal static class MachineView
{
    private static readonly string[] IncludedData = ["METADATA_ONLY", "ALL_DATA"];

    /// <summary>What both Describe operations share.</summary>
    public static JsonObject Describe(MachineRow machine, bool metadataOnly)
    {
        var shown = new JsonObject
        {
            ["stateMachineArn"] = machine.Arn,
            ["name"] = machine.Name,
            ["roleArn"] = machine.Role,
            ["loggingConfiguration"] = JsonText.Parse(machine.Logging ?? """{"level":"OFF","includeExecutionData":false}"""),
            ["tracingConfiguration"] = JsonText.Parse(machine.Tracing ?? """{"enabled":false}"""),
        };
        if (!metadataOnly)
        {
            shown["definition"] = machine.Definition;
        }

        if (machine.RevisionId is { } revision)
        {
            shown["revisionId"] = revision;
        }

        return shown;
    }

    public static JsonObject ListItem(MachineRow machine) => new()
    {
        ["stateMachineArn"] = machine.Arn,
        ["name"] = machine.Name,
        ["type"] = "STANDARD",
        ["creationDate"] = Moments.OnWire(machine.Created),
    };

    public static bool MetadataOnlyAsked(RequestFields fields) => fields.OneOf("includedData", IncludedData) == "METADATA_ONLY";
}
