using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class MetricAlarm
{
    public bool? ActionsEnabled { get; set; }

    public List<string> AlarmActions { get; set; }

    public string AlarmArn { get; set; }

    public DateTime? AlarmConfigurationUpdatedTimestamp { get; set; }

    public string AlarmDescription { get; set; }

    public string AlarmName { get; set; }

    public ComparisonOperator ComparisonOperator { get; set; }

    public int? DatapointsToAlarm { get; set; }

    public List<Dimension> Dimensions { get; set; }

    public string EvaluateLowSampleCountPercentile { get; set; }

    public int? EvaluationPeriods { get; set; }

    public EvaluationState EvaluationState { get; set; }

    public string ExtendedStatistic { get; set; }

    public List<string> InsufficientDataActions { get; set; }

    public string MetricName { get; set; }

    public List<MetricDataQuery> Metrics { get; set; }

    public string Namespace { get; set; }

    public List<string> OKActions { get; set; }

    public int? Period { get; set; }

    public string StateReason { get; set; }

    public string StateReasonData { get; set; }

    public DateTime? StateTransitionedTimestamp { get; set; }

    public DateTime? StateUpdatedTimestamp { get; set; }

    public StateValue StateValue { get; set; }

    public Statistic Statistic { get; set; }

    public double? Threshold { get; set; }

    public string ThresholdMetricId { get; set; }

    public string TreatMissingData { get; set; }

    public StandardUnit Unit { get; set; }

    internal static MetricAlarm Read(JsonElement json) => new()
    {
        ActionsEnabled = json.Flag("ActionsEnabled"),
        AlarmActions = json.List("AlarmActions", JsonReading.Text),
        AlarmArn = json.Text("AlarmArn"),
        AlarmConfigurationUpdatedTimestamp = json.Time("AlarmConfigurationUpdatedTimestamp"),
        AlarmDescription = json.Text("AlarmDescription"),
        AlarmName = json.Text("AlarmName"),
        ComparisonOperator = json.Text("ComparisonOperator"),
        DatapointsToAlarm = json.Int("DatapointsToAlarm"),
        Dimensions = json.List("Dimensions", Dimension.Read),
        EvaluateLowSampleCountPercentile = json.Text("EvaluateLowSampleCountPercentile"),
        EvaluationPeriods = json.Int("EvaluationPeriods"),
        EvaluationState = json.Text("EvaluationState"),
        ExtendedStatistic = json.Text("ExtendedStatistic"),
        InsufficientDataActions = json.List("InsufficientDataActions", JsonReading.Text),
        MetricName = json.Text("MetricName"),
        Metrics = json.List("Metrics", MetricDataQuery.Read),
        Namespace = json.Text("Namespace"),
        OKActions = json.List("OKActions", JsonReading.Text),
        Period = json.Int("Period"),
        StateReason = json.Text("StateReason"),
        StateReasonData = json.Text("StateReasonData"),
        StateTransitionedTimestamp = json.Time("StateTransitionedTimestamp"),
        StateUpdatedTimestamp = json.Time("StateUpdatedTimestamp"),
        StateValue = json.Text("StateValue"),
        Statistic = json.Text("Statistic"),
        Threshold = json.Double("Threshold"),
        ThresholdMetricId = json.Text("ThresholdMetricId"),
        TreatMissingData = json.Text("TreatMissingData"),
        Unit = json.Text("Unit"),
    };
}
