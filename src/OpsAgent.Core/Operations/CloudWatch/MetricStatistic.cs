using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>CloudWatch's statistics by their own spelling: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html</summary>
public static partial class MetricStatistic
{
    [GeneratedRegex("^(Average|Sum|Minimum|Maximum|SampleCount|IQM|(p|tm|wm|tc|ts)([0-9]{1,2}([.][0-9]{1,10})?|100)|(TM|WM|TC|TS|PR)[(][0-9.]{0,20}%?:[0-9.]{0,20}%?[)])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    public static partial Regex Pattern();

    /// <returns>The statistic in CloudWatch's spelling, or null where it is none.</returns>
    public static string? Parse(string text)
    {
        foreach (var spelling in new[] { string.Equals(text, "SampleCount", StringComparison.OrdinalIgnoreCase) ? "SampleCount" : text, text.ToLowerInvariant(), text.ToUpperInvariant(), text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant() })
        {
            if (Pattern().IsMatch(spelling))
            {
                return spelling;
            }
        }

        return null;
    }

    /// <summary>Whether it adds up samples, so that a period without any has a value: zero.</summary>
    public static bool IsAdded(string statistic) => statistic is "Sum" or "SampleCount";
}
