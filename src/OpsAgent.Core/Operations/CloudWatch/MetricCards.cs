using OpsAgent.Core.Cards;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>A metric as a chart with its alarms' thresholds.</summary>
internal static class MetricCards
{
    public static IReadOnlyList<Card> Of(string summary, MetricDetails details)
    {
        var (alarms, asked) = (details.Alarms, details.Alarm);
        var tone = alarms.Any(a => a.State == "ALARM") ? Tone.Bad : alarms.Count > 0 && alarms.All(a => a.State == "OK") ? Tone.Ok : Tone.Neutral;
        if (details.Metric is not { } metric)
        {
            return [new ResultCard { Title = $"Alarm {asked?.Name}", Tone = tone, Text = summary }];
        }

        var title = details.Dimensions.Count > 0 ? $"{metric} of {string.Join(", ", details.Dimensions.Values)}" : metric;
        return
        [
            new ChartCard
            {
                Title = asked is null ? title : $"Alarm {asked.Name}: {title}",
                Tone = tone,
                Unit = details.Unit,
                Statistic = details.Statistic!,
                PeriodSeconds = details.PeriodSeconds!.Value,
                Series = [new ChartSeries(metric, [.. details.Datapoints.Select(p => new ChartPoint(p.At, p.Value))])],
                Thresholds = [.. alarms.Where(a => a.HasThreshold).Select(a => new ChartThreshold(a.Name, a.Threshold, a.Comparison, a.State))],
                Text = summary,
            },
        ];
    }
}
