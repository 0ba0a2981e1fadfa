using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>How an execution ended and by which events, in a form that two engines can be compared by.</summary>
internal sealed partial record ComparedRun(string Status, string? Output, string? Error, string? Cause, string Events)
{
    public static async Task<ComparedRun> OnAsync(StatesClient engine, JsonNode machine, string input, string name)
    {
        var arn = await engine.CreateAsync(machine.ToJsonText(), name);
        var execution = await engine.StartAsync(arn, input, name);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        JsonObject described;
        while (StatesClient.Text(described = await engine.DescribeAsync(execution), "status") == "RUNNING")
        {
            // moto uses the real clock and has no notification, so it is polled.
            await Task.Delay(TimeSpan.FromMilliseconds(40), limit.Token);
        }

        // The output is the last event's: moto's DescribeExecution drops the quotes of a string and all of null.
        var events = await engine.HistoryAsync(execution);
        return new ComparedRun(
            StatesClient.Text(described, "status"),
            Canonical(events[^1]["executionSucceededEventDetails"]?["output"]?.GetValue<string>()),
            described["error"]?.GetValue<string>(),
            Canonical(described["cause"]?.GetValue<string>()),
            string.Join(" ", events.Select(happened => $"{StatesClient.Text(happened, "type")}<{happened["previousEventId"]}")));
    }

    // moto writes a space after each colon and comma of JSON; request ids are never the same.
    private static string? Canonical(string? text)
    {
        if (text is null)
        {
            return null;
        }

        text = RequestId().Replace(text, "Request ID: ?");
        return JsonText.TryParse(text, out var node) ? node.ToJsonText() : Spaced().Replace(text, "$1");
    }

    [GeneratedRegex("Request ID: [^;]*")]
    private static partial Regex RequestId();

    [GeneratedRegex("(?<=[\"\\]}\\d])([,:]) (?=[\"\\[{\\d])")]
    private static partial Regex Spaced();
}
