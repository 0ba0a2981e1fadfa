using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;

using MetricAlarm = OpsAgent.Core.Operations.CloudWatch.MetricAlarm;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="IMetrics"/> on CloudWatch: GetMetricData, ListMetrics, DescribeAlarms.</summary>
public sealed partial class CloudWatchMetrics(AwsClients clients) : IMetrics
{
    private const string GetData = "cloudwatch:GetMetricData";
    private const int MaxQueries = 500;
    private const int MaxPages = 20;
    private const int AlarmsPerPage = 100;
    private const int MaxRule = 300;
    private const int MaxFiringPages = 3;

    public async Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken)
    {
        var points = queries.Select(_ => new List<MetricPoint>()).ToList();
        foreach (var chunk in queries.Index().Chunk(MaxQueries))
        {
            var request = new GetMetricDataRequest
            {
                StartTime = from.UtcDateTime,
                EndTime = to.UtcDateTime,
                ScanBy = ScanBy.TimestampAscending,
                MetricDataQueries = [.. chunk.Select(q => QueryOf(q.Index, q.Item, period))],
            };
            await foreach (var result in ResultsAsync(request, NameOf(queries), cancellationToken))
            {
                points[int.Parse(result.Id.AsSpan(1), CultureInfo.InvariantCulture)].AddRange((result.Timestamps ?? []).Zip(result.Values ?? [], PointOf));
            }
        }

        return [.. points.Select(p => new MetricSeries([.. p.OrderBy(v => v.At)]))];
    }

    public async Task<MetricPage> FindAsync(string? @namespace, string name, string? dimensionValue, int limit, CancellationToken cancellationToken)
    {
        // ListMetrics filters by a dimension's name, not by its value alone.
        var found = new List<MetricIdentity>();
        var request = new ListMetricsRequest { Namespace = @namespace, MetricName = name };
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await AwsCall.RunAsync("cloudwatch:ListMetrics", name, () => clients.CloudWatch.ListMetricsAsync(request, cancellationToken));
            found.AddRange((answer.Metrics ?? [])
                .Where(m => dimensionValue is null || (m.Dimensions ?? []).Exists(d => d.Value == dimensionValue))
                .Select(m => new MetricIdentity(m.Namespace, m.MetricName, Dimensions(m.Dimensions))));
            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                break;
            }
        }

        return MetricPage.Of(found, limit, partial: !string.IsNullOrEmpty(request.NextToken));
    }

    public async Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken)
    {
        var (found, composites) = (new List<MetricAlarm>(), new List<CompositeAlarm>());
        var request = new DescribeAlarmsRequest { AlarmTypes = [AlarmType.MetricAlarm.Value, AlarmType.CompositeAlarm.Value], MaxRecords = AlarmsPerPage };
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await AwsCall.RunAsync("cloudwatch:DescribeAlarms", metric.Name, () => clients.CloudWatch.DescribeAlarmsAsync(request, cancellationToken));
            found.AddRange((answer.MetricAlarms ?? [])
                .Where(a => metric.IsOf(a.Namespace ?? string.Empty, a.MetricName ?? string.Empty, Dimensions(a.Dimensions)) || IsInExpressionOf(a, metric))
                .Select(a => ToDefinition(a).OnMetric()));
            composites.AddRange(answer.CompositeAlarms ?? []);
            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                break;
            }
        }

        // A composite alarm may be composed of composite ones.
        for (var i = 0; i < found.Count; i++)
        {
            var part = found[i].Name;
            found.AddRange(composites.Where(c => IsComposedOf(c, part) && !found.Exists(f => f.Name == c.AlarmName)).Select(c => ToDefinition(c).OnMetric()).ToList());
        }

        return AlarmPage.Of(found, partial: !string.IsNullOrEmpty(request.NextToken));
    }

    public async Task<Alarm?> FindAlarmAsync(string name, CancellationToken cancellationToken)
    {
        var request = new DescribeAlarmsRequest { AlarmTypes = [AlarmType.MetricAlarm.Value, AlarmType.CompositeAlarm.Value], AlarmNames = [name] };
        var answer = await AwsCall.RunAsync("cloudwatch:DescribeAlarms", name, () => clients.CloudWatch.DescribeAlarmsAsync(request, cancellationToken));
        return (answer.MetricAlarms ?? []).Find(a => a.AlarmName == name) is { } alarm ? ToDefinition(alarm)
            : (answer.CompositeAlarms ?? []).Find(a => a.AlarmName == name) is { } composite ? ToDefinition(composite)
            : null;
    }

    public async Task<IReadOnlyList<AlarmPart>> PartsOfAlarmAsync(string name, CancellationToken cancellationToken)
    {
        // AWS takes no alarm types beside it, and has at most a hundred alarms in one rule.
        var request = new DescribeAlarmsRequest { ChildrenOfAlarmName = name, MaxRecords = AlarmsPerPage };
        var answer = await AwsCall.RunAsync("cloudwatch:DescribeAlarms", name, () => clients.CloudWatch.DescribeAlarmsAsync(request, cancellationToken));
        return
        [
            .. (answer.MetricAlarms ?? []).Select(a => new AlarmPart(a.AlarmName, StateOf(a.StateValue)))
                .Concat((answer.CompositeAlarms ?? []).Select(a => new AlarmPart(a.AlarmName, StateOf(a.StateValue))))
                .OrderBy(p => p.Name, StringComparer.Ordinal),
        ];
    }

    public async Task<FiringAlarmPage> FiringAlarmsAsync(int limit, CancellationToken cancellationToken)
    {
        var found = new List<FiringAlarm>();
        var request = new DescribeAlarmsRequest
        {
            AlarmTypes = [AlarmType.MetricAlarm.Value, AlarmType.CompositeAlarm.Value], StateValue = StateValue.ALARM, MaxRecords = AlarmsPerPage,
        };
        for (var page = 0; page < MaxFiringPages; page++)
        {
            var answer = await AwsCall.RunAsync("cloudwatch:DescribeAlarms", "*", () => clients.CloudWatch.DescribeAlarmsAsync(request, cancellationToken));
            found.AddRange((answer.MetricAlarms ?? []).Select(ToFiring));
            found.AddRange((answer.CompositeAlarms ?? []).Select(a => new FiringAlarm(
                a.AlarmName, At(a.StateTransitionedTimestamp ?? a.StateUpdatedTimestamp), a.StateReason ?? string.Empty, null, null, IsComposite: true)));
            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                break;
            }
        }

        return FiringAlarmPage.Of(found, limit, partial: !string.IsNullOrEmpty(request.NextToken));
    }

    private static FiringAlarm ToFiring(Amazon.CloudWatch.Model.MetricAlarm alarm)
    {
        var shown = ToDefinition(alarm);
        return new FiringAlarm(shown.Name, shown.Since, shown.Reason, shown.Metrics.Count > 0 ? shown.Metrics[0] : null, shown.Statistic);
    }

    private static Alarm ToDefinition(Amazon.CloudWatch.Model.MetricAlarm alarm)
    {
        var stats = (alarm.Metrics ?? []).Select(q => q.MetricStat).Where(s => s?.Metric is not null).ToList();
        return new Alarm(alarm.AlarmName, StateOf(alarm.StateValue), At(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp))
        {
            Reason = alarm.StateReason ?? string.Empty,
            Description = alarm.AlarmDescription,
            Metrics = alarm.MetricName is not null ? [new MetricIdentity(alarm.Namespace ?? string.Empty, alarm.MetricName, Dimensions(alarm.Dimensions))]
                : [.. stats.Select(s => new MetricIdentity(s.Metric.Namespace ?? string.Empty, s.Metric.MetricName ?? string.Empty, Dimensions(s.Metric.Dimensions)))],
            Statistic = alarm.MetricName is not null ? alarm.Statistic?.Value ?? alarm.ExtendedStatistic : stats.FirstOrDefault()?.Stat,
            Period = TimeSpan.FromSeconds(alarm.Period ?? stats.FirstOrDefault()?.Period ?? 0),
            Expression = alarm.MetricName is null ? ExpressionOf(alarm) : null,
            Comparison = alarm.ComparisonOperator?.Value ?? string.Empty,
            Threshold = alarm.Threshold,
            MissingData = alarm.TreatMissingData is "missing" ? null : alarm.TreatMissingData,
        };
    }

    private static Alarm ToDefinition(CompositeAlarm alarm) =>
        new(alarm.AlarmName, StateOf(alarm.StateValue), At(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp))
        {
            Reason = alarm.StateReason ?? string.Empty,
            Description = alarm.AlarmDescription,
            Expression = RuleOf(alarm),
            Comparison = MetricAlarm.Composite,
        };

    // The datapoints of one metric may be spread over several pages.
    private async IAsyncEnumerable<MetricDataResult> ResultsAsync(
        GetMetricDataRequest request, string resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await AwsCall.RunAsync(GetData, resource, () => clients.CloudWatch.GetMetricDataAsync(request, cancellationToken));
            foreach (var result in answer.MetricDataResults ?? [])
            {
                yield return CheckStatus(result, resource);
            }

            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                yield break;
            }
        }

        throw AwsCall.TooManyPages(GetData, resource, MaxPages);
    }

    // A failed query has no datapoints either.
    private static MetricDataResult CheckStatus(MetricDataResult result, string resource) =>
        result.StatusCode == StatusCode.Forbidden
            ? throw new AwsException(ErrorCode.AwsAccessDenied, GetData, resource, $"AWS denied {GetData} on {resource}: the role in use may not read this metric.")
        : result.StatusCode == StatusCode.InternalError
            ? throw new AwsException(ErrorCode.AwsServiceError, GetData, resource, $"AWS failed {GetData} on {resource} (InternalError). Try again; if it stays so, look at the AWS Health Dashboard.")
        : result;

    private static MetricDataQuery QueryOf(int index, MetricQuery query, TimeSpan period) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"q{index}"),
        MetricStat = new MetricStat
        {
            Metric = new Metric
            {
                Namespace = query.Metric.Namespace,
                MetricName = query.Metric.Name,
                Dimensions = [.. query.Metric.Dimensions.Select(d => new Dimension { Name = d.Key, Value = d.Value })],
            },
            Period = (int)period.TotalSeconds,
            Stat = query.Statistic,
        },
    };

    private static MetricPoint PointOf(DateTime at, double value) => new(new DateTimeOffset(at.ToUniversalTime()), value);

    private static string StateOf(StateValue? state) => state?.Value ?? Alarm.NoData;

    private static DateTimeOffset At(DateTime? moment) => moment is { } at ? new DateTimeOffset(at.ToUniversalTime()) : default;

    private static string RuleOf(CompositeAlarm alarm) => alarm.AlarmRule is { Length: > MaxRule } rule ? $"{rule[..MaxRule]}..." : alarm.AlarmRule ?? string.Empty;

    // A rule names alarms by name or ARN, in quotes or without: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    private static bool IsComposedOf(CompositeAlarm composite, string alarm) =>
        Part().Matches(composite.AlarmRule ?? string.Empty).Any(m => m.Groups["name"].Value.Trim().Trim('"') is var name
            && (name == alarm || (name.StartsWith("arn:", StringComparison.Ordinal) && name.EndsWith($":alarm:{alarm}", StringComparison.Ordinal))));

    private static bool IsInExpressionOf(Amazon.CloudWatch.Model.MetricAlarm alarm, MetricIdentity metric) => (alarm.Metrics ?? []).Exists(q =>
        (q.MetricStat?.Metric is { } m && metric.IsOf(m.Namespace ?? string.Empty, m.MetricName ?? string.Empty, Dimensions(m.Dimensions)))
        || (q.Expression is { } query && Query().Match(query) is { Success: true } select
            && select.Groups["metric"].Value.Trim('"') == metric.Name && select.Groups["namespace"].Value.Trim('"') == metric.Namespace));

    // SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) or FROM "AWS/EC2": which of the metrics it takes, only CloudWatch knows.
    [GeneratedRegex("^\\s*SELECT\\s+[A-Z]+\\(\\s*(?<metric>\"[^\"]*\"|[^\\s)]+)\\s*\\)\\s+FROM\\s+(SCHEMA\\(\\s*)?(?<namespace>\"[^\"]*\"|[^\\s,)]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Query();

    [GeneratedRegex("(ALARM|OK|INSUFFICIENT_DATA)\\s*\\((?<name>\\s*\"[^\"]*\"\\s*|[^)]*)\\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();

    // An alarm on an anomaly band compares a metric with an expression and returns both.
    private static string? ExpressionOf(Amazon.CloudWatch.Model.MetricAlarm alarm) => (alarm.Metrics ?? []).Find(q => q.Expression is not null && q.ReturnData != false)?.Expression;

    private static ImmutableSortedDictionary<string, string> Dimensions(List<Dimension>? dimensions) =>
        (dimensions ?? []).ToImmutableSortedDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal);

    private static string NameOf(IReadOnlyList<MetricQuery> queries) => queries.Count == 1 ? queries[0].Metric.Name : $"{queries.Count} metrics";
}
