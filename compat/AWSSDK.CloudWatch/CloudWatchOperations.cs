using Amazon.CloudWatch.Model;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class CloudWatchOperations
{
    private static readonly AwsJsonService Service = new()
    {
        Name = "Amazon.CloudWatch",
        TargetPrefix = "GraniteServiceVersion20100801.",
        ContentType = "application/x-amz-json-1.0",
        ApiVersion = AmazonCloudWatchConfig.ApiVersion,
        QueryCompatible = true,
        Exception = CloudWatchErrors.From,
    };

    public static readonly InvokeOptions DescribeAlarms = Service.Operation(nameof(DescribeAlarms), DescribeAlarmsResponse.Read);
    public static readonly InvokeOptions DescribeAlarmsForMetric = Service.Operation(nameof(DescribeAlarmsForMetric), DescribeAlarmsForMetricResponse.Read);
    public static readonly InvokeOptions GetMetricData = Service.Operation(nameof(GetMetricData), GetMetricDataResponse.Read);
    public static readonly InvokeOptions GetMetricStatistics = Service.Operation(nameof(GetMetricStatistics), GetMetricStatisticsResponse.Read);
    public static readonly InvokeOptions ListMetrics = Service.Operation(nameof(ListMetrics), ListMetricsResponse.Read);
}
