using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Which calls the data file records as answered: after a kill these must never be made again.</summary>
internal static class RecordedSteps
{
    private static readonly string[] Answers = ["TaskSucceeded", "TaskFailed", "TaskSubmitted"];

    public static HashSet<string> Read(string dataFile, string machine)
    {
        using var queries = new Queries(dataFile);
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var execution in queries.Executions(machine, null, long.MaxValue, 1000))
        {
            string? open = null;
            foreach (var happened in queries.Events(execution.Id, 0, Quotas.HistoryEvents))
            {
                if (happened.Type == "TaskScheduled")
                {
                    open = Payload(happened);
                }
                else if (open is not null && Answers.Contains(happened.Type))
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
