using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>The invocations with a recorded outcome in the data file, which must not be repeated after a kill.</summary>
internal static class RecordedSteps
{
    private static readonly string[] Answers = ["TaskSucceeded", "TaskFailed", "TaskSubmitted"];

    public static HashSet<string> Read(string dataFile, string machine)
    {
        using var queries = new Queries(dataFile);
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var execution in queries.ListExecutions(machine, null, long.MaxValue, 1000))
        {
            string? open = null;
            foreach (var historyEvent in queries.ListEvents(execution.Id, 0, Quotas.MaxHistoryEvents))
            {
                if (historyEvent.Type == "TaskScheduled")
                {
                    open = Payload(historyEvent);
                }
                else if (open is not null && Answers.Contains(historyEvent.Type))
                {
                    answered.Add(open);
                    open = null;
                }
            }
        }

        return answered;
    }

    private static string Payload(EventRow scheduled)
    {
        var parameters = JsonNode.Parse(JsonNode.Parse(scheduled.Details!)!["parameters"]!.GetValue<string>())!;
        return parameters["Payload"].ToJsonText();
    }
}
