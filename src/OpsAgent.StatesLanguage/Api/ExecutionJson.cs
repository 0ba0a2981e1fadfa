using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The structures of ListExecutions and DescribeExecution.</summary>
internal static class ExecutionJson
{
    public static JsonObject ListItem(ExecutionRow row)
    {
        var json = new JsonObject
        {
            ["executionArn"] = row.Arn,
            ["stateMachineArn"] = row.StateMachineArn,
            ["name"] = row.Name,
            ["status"] = row.Status,
            ["startDate"] = TimestampJson.WriteEpochSeconds(row.StartedAt),
            ["redriveCount"] = 0,
        };
        if (row.StoppedAt is { } stopped)
        {
            json["stopDate"] = TimestampJson.WriteEpochSeconds(stopped);
        }

        return json;
    }

    public static JsonObject Describe(ExecutionRow row, bool metadataOnly)
    {
        var json = ListItem(row);
        Add(json, "input", row.Input, metadataOnly);
        if (row.Output is { } output)
        {
            Add(json, "output", output, metadataOnly);
        }

        AddIfPresent(json, "error", row.Error);
        AddIfPresent(json, "cause", row.Cause);
        AddIfPresent(json, "traceHeader", row.TraceHeader);
        if (row.Status is "RUNNING" or "SUCCEEDED")
        {
            json["redriveStatus"] = "NOT_REDRIVABLE";
            json["redriveStatusReason"] = $"Execution is {row.Status} and cannot be redriven";
        }
        else
        {
            json["redriveStatus"] = "REDRIVABLE";
        }

        return json;
    }

    private static void Add(JsonObject json, string name, string data, bool metadataOnly)
    {
        json[name + "Details"] = new JsonObject { ["included"] = !metadataOnly };
        if (!metadataOnly)
        {
            json[name] = data;
        }
    }

    private static void AddIfPresent(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
