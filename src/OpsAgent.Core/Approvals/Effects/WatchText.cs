using System.Text.RegularExpressions;

using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Core.Approvals.Effects;

/// <summary>
/// What the parameter <c>watch</c> names: <c>METRIC of RESOURCE</c>, where the resource is one whose name says its namespace, with
/// <c>down</c> or <c>up</c> for the better way; anything else is an alarm's name or ARN.
/// </summary>
internal abstract partial record WatchText
{
    public const string MetricExample = "HTTPCode_Target_5XX_Count of app/production-web/50dc6c495c0c9188";

    private WatchText()
    {
    }

    public sealed record OfAlarm(string Name) : WatchText;

    /// <param name="LowerIsBetter">Null where neither the text nor the metric's name says it.</param>
    public sealed record OfMetric(string Metric, string Resource, bool? LowerIsBetter) : WatchText;

    public static WatchText Parse(string text) =>
        MetricOf().Match(text) is { Success: true, Groups: var part } && MetricResource.Parse(part["resource"].Value).Namespace is not null
            ? new OfMetric(part["metric"].Value, part["resource"].Value, part["way"].Success ? part["way"].Value == "down" : MetricDirections.IsLowerBetter(part["metric"].Value))
        : new OfAlarm(Alarm.NameIn(text));

    [GeneratedRegex("^(?<metric>.+) of (?<resource>[^ ]+)( (?<way>down|up))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MetricOf();
}
