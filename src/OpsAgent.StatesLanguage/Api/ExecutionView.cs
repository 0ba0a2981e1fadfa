using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Executions as the wire shows them.</summary>
internal static class ExecutionView
{
    public static JsonObject ListItem(ExecutionRow row)
    {
        var shown = new JsonObject
        {
            ["executionArn"] = row.Arn,
            ["stateMachineArn"] = row.Machine,
            ["name"] = row.Name,
            ["status"] = row.Status,
            ["startDate"] = Moments.OnWire(row.Started),
            ["redriveCount"] = 0,
        };
        if (row.Stopped is { } stopped)
        {
            shown["stopDate"] = Moments.OnWire(stopped);
        }

        return shown;
    }

    public static JsonObject Describe(ExecutionRow row, bool metadataOnly)
    {
        var shown = ListItem(row);
        Add(shown, "input", row.Input, metadataOnly);
        if (row.Output is { } output)
        {
            Add(shown, "output", output, metadataOnly);
        }

        AddIfKnown(shown, "error", row.Error);
        AddIfKnown(shown, "cause", row.Cause);
        AddIfKnown(shown, "traceHeader", row.Trace);
        if (row.Status is "RUNNING" or "SUCCEEDED")
        {
            shown["redriveStatus"] = "NOT_REDRIVABLE";
            shown["redriveStatusReason"] = $"Execution is {row.Status} and cannot be redriven";
        }
        else
        {
            shown["redriveStatus"] = "REDRIVABLE";
        }

        return shown;
    }

    private static void Add(JsonObject shown, string name, string data, bool metadataOnly)
    {
        shown[name + "Details"] = new JsonObject { ["included"] = !metadataOnly };
        if (!metadataOnly)
        {
            shown[name] = data;
        }
    }

    private static void AddIfKnown(JsonObject shown, string name, string? value)
    {
        if (value is not null)
        {
            shown[name] = value;
        }
    }
}
