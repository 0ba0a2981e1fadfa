using System.Text.Json;

namespace OpsAgent.Core.Cards;

/// <summary>A metric as a chart with its alarms' thresholds.</summary>
internal static class MetricCards
{
    public static IReadOnlyList<Card> Of(string summary, JsonElement details)
    {
        var alarms = details.Items("alarms");
        var metric = details.Text("metric") ?? "metric";
        return
        [
            new ChartCard
            {
                Title = details.Member("dimensions") is { ValueKind: JsonValueKind.Object } dimensions && dimensions.EnumerateObject().Any()
                    ? $"{metric} of {string.Join(", ", dimensions.EnumerateObject().Select(d => d.Value.GetString()))}"
                    : metric,
                Tone = alarms.Any(a => a.Text("state") == "ALARM") ? Tone.Bad : alarms.Count > 0 && alarms.All(a => a.Text("state") == "OK") ? Tone.Ok : Tone.Neutral,
                Unit = details.Text("unit"),
                Statistic = details.Text("statistic") ?? "Average",
                PeriodSeconds = (int)(details.Number("period_seconds") ?? 60),
                Series = [new ChartSeries(metric, [.. details.Items("datapoints").Where(p => p.At("at") is not null).Select(p => new ChartPoint(p.At("at")!.Value, p.Number("value") ?? 0))])],
                Thresholds = [.. alarms.Where(a => a.Number("threshold") is not null).Select(a => new ChartThreshold(
                    a.Text("name") ?? "alarm", a.Number("threshold")!.Value, a.Text("comparison") ?? string.Empty, a.Text("state") ?? string.Empty))],
                Text = summary,
            },
        ];
    }
}
