using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Effects;

/// <summary>Finds the alarm or metric that a proposal names as its <c>watch</c>, and says later whether it got better.</summary>
public sealed class EffectReader(IMetrics metrics, TimeProvider time)
{
    private const int MaxMetrics = 10;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(15);

    // CloudWatch gets most metrics a minute or two late: what is younger would look like a fall.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(2);

    // What two windows of an undisturbed service may differ by.
    private const double SameShare = 0.1;

    /// <returns>What is watched, or why nothing is.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    public async Task<Outcome<WatchedSignal>> FindAsync(string watch, CancellationToken cancellationToken) =>
        WatchText.Parse(watch) switch
        {
            WatchText.OfAlarm(var name) => await FindAlarmAsync(name, cancellationToken),
            WatchText.OfMetric metric => await FindMetricAsync(metric, cancellationToken),
            _ => throw new InvalidOperationException("A watch is of an alarm or of a metric."),
        };

    /// <exception cref="AwsException">AWS did not answer.</exception>
    public async Task<EffectRecord> LookAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (verdict, seen) = proposal.Watch!.Alarm is { } alarm
            ? await LookAtAlarmAsync(alarm, proposal.Execution!.At, now, cancellationToken)
            : await LookAtMetricAsync(proposal.Watch.Metric!, proposal.Execution!.At, proposal.EndedAt!.Value, now, cancellationToken);
        return new EffectRecord(now, verdict, $"{Lead(verdict)}: {seen}");
    }

    private static string Lead(EffectVerdict verdict) => verdict switch
    {
        EffectVerdict.Better => "It helped",
        EffectVerdict.Same => "No difference",
        EffectVerdict.Worse => "It got worse",
        _ => "Whether it helped is not known",
    };

    private async Task<Outcome<WatchedSignal>> FindAlarmAsync(string name, CancellationToken cancellationToken) =>
        await metrics.FindAlarmAsync(name, cancellationToken) is { } alarm
            ? new WatchedSignal(Alarm: new WatchedAlarm(alarm.Name, alarm.State))
            : new Refusal(
                ErrorCode.ResourceNotFound,
                $"There is no CloudWatch alarm {name} in this account and Region to watch. Check the name, which is case-sensitive, or name a metric as in {WatchText.MetricExample}.",
                new JsonObject { ["parameter"] = WriteOperation.WatchName, ["resource"] = name }.ToElement());

    private async Task<Outcome<WatchedSignal>> FindMetricAsync(WatchText.OfMetric asked, CancellationToken cancellationToken)
    {
        if (asked.LowerIsBetter is not { } lowerIsBetter)
        {
            return ParameterSet.Invalid(
                WriteOperation.WatchName, $"does not say which way is better for {asked.Metric}: add \"down\" or \"up\", as in {asked.Metric} of {asked.Resource} down", null);
        }

        var resource = MetricResource.Parse(asked.Resource);
        var page = await metrics.FindAsync(null, asked.Metric, resource.Keys[0], MaxMetrics, cancellationToken);
        var found = page.Metrics.FirstOrDefault(m => resource.IsOf(m.Namespace) && m.HasAll(resource.Dimensions) && (!resource.IsComplete || m.Dimensions.Count == resource.Dimensions.Count));
        return found is not null
            ? new WatchedSignal(Metric: new WatchedMetric(found, asked.Resource, MetricTraits.Of(found.Namespace, found.Name).UsualStatistic, lowerIsBetter))
            : new Refusal(
                ErrorCode.ResourceNotFound,
                $"CloudWatch has no metric {asked.Metric} of {asked.Resource} to watch, or none with data within two weeks. Metric names are case-sensitive; an alarm can be watched by its name.",
                new JsonObject { ["parameter"] = WriteOperation.WatchName, ["resource"] = asked.Resource, ["metric"] = asked.Metric }.ToElement());
    }

    private async Task<(EffectVerdict Verdict, string Seen)> LookAtAlarmAsync(WatchedAlarm watched, DateTimeOffset changed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await metrics.FindAlarmAsync(watched.Name, cancellationToken) is not { } alarm)
        {
            return (EffectVerdict.Unknown, $"there is no alarm {watched.Name} any more.");
        }

        var since = $"{alarm.State} since {RelativeTime.Describe(alarm.Since, now)}";
        if (alarm.State == watched.State)
        {
            return alarm.State is Alarm.NoData
                ? (EffectVerdict.Unknown, $"alarm {watched.Name} has no data to judge by, as when the change was proposed.")
                : (EffectVerdict.Same, $"alarm {watched.Name} is {since}, as when the change was proposed.");
        }

        if (alarm.Since < changed)
        {
            return (EffectVerdict.Same, $"alarm {watched.Name} is {since}, from before the change was made; it was {watched.State} when that was proposed.");
        }

        return (
            alarm.State switch { "OK" => EffectVerdict.Better, "ALARM" => EffectVerdict.Worse, _ => EffectVerdict.Unknown },
            $"alarm {watched.Name} is {since}; it was {watched.State} when the change was proposed.");
    }

    private async Task<(EffectVerdict Verdict, string Seen)> LookAtMetricAsync(
        WatchedMetric watched, DateTimeOffset changed, DateTimeOffset ended, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (from, to) = (Minute(ended), now - Lateness > ended + Period ? Minute(now - Lateness) : now);
        var series = await metrics.GetAsync([new MetricQuery(watched.Metric, watched.Statistic)], Minute(changed - Before), to, Period, cancellationToken);
        var (before, after) = (
            Level(watched, series[0].Points.Where(p => p.At < Minute(changed)), Before, series[0].Spacing(Period)),
            Level(watched, series[0].Points.Where(p => p.At >= from), to - from, series[0].Spacing(Period)));
        var (name, unit) = ($"{watched.Metric.Name} of {watched.Resource}", MetricUnits.Of(watched.Metric, watched.Statistic));
        if (before is not { } was || after is not { } @is)
        {
            return (EffectVerdict.Unknown, $"{name} has no datapoint {(after is null ? "since the change was verified" : "of the 15 minutes before the change")}.");
        }

        var rate = watched.Statistic is "Sum" ? "Sum per minute" : watched.Statistic;
        var seen = $"{name} is {MetricUnits.Describe(@is, unit)} since the change was verified, {MetricUnits.Describe(was, unit)} in the 15 minutes before it ({rate}).";
        return Math.Abs(@is - was) <= SameShare * Math.Max(Math.Abs(was), Math.Abs(@is)) ? (EffectVerdict.Same, seen)
            : @is < was == watched.LowerIsBetter ? (EffectVerdict.Better, seen)
            : (EffectVerdict.Worse, seen);
    }

    /// <returns>The average of a window, a sum as a rate for a minute; null where there is no data.</returns>
    private static double? Level(WatchedMetric watched, IEnumerable<MetricPoint> points, TimeSpan window, TimeSpan spacing)
    {
        var values = points.Select(p => p.Value).ToList();
        return MetricTraits.Of(watched.Metric.Namespace, watched.Metric.Name).IsSparse ? values.Sum() / Math.Max(1, window.TotalMinutes)
            : values.Count == 0 ? null
            : watched.Statistic is "Sum" ? values.Average() / Math.Max(1, spacing.TotalMinutes)
            : values.Average();
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Period.Ticks), TimeSpan.Zero);
}
