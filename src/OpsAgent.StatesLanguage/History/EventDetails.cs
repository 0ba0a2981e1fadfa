using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The event details that several event types share.</summary>
internal static class EventDetails
{
    public static JsonObject WithInput(string input, JsonObject? details = null) => With("input", input, details);

    public static JsonObject WithOutput(string output, JsonObject? details = null) => With("output", output, details);

    /// <summary>A null error or cause has no member, as recorded on AWS.</summary>
    public static JsonObject Failure(string? error, string? cause, JsonObject? details = null)
    {
        details ??= [];
        if (error is not null)
        {
            details["error"] = error;
        }

        if (cause is not null)
        {
            details["cause"] = cause;
        }

        return details;
    }

    private static JsonObject With(string name, string data, JsonObject? details)
    {
        details ??= [];
        details[name] = data;
        details[name + "Details"] = new JsonObject { ["truncated"] = false };
        return details;
    }
}
