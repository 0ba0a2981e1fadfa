using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>The values that the template's parameters may have.</summary>
internal static class Parameters
{
    /// <summary>As long as any: ap-southeast-1, eu-isoe-west-1 (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).</summary>
    public const string LongestRegion = "ap-southeast-1";

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    private const int MaxValueLength = 4096;

    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(ExpandedTemplate template) => template.Source[nameof(Parameters)]!.AsObject();

    /// <returns>The longest value, of those that are listed the first that is not the default.</returns>
    public static string LongestOf(JsonNode parameter) => parameter switch
    {
        { } p when p["AllowedValues"] is JsonArray allowed => allowed.Select(v => v!.ToString()).OrderBy(v => v == p["Default"]?.ToString()).First(),
        { } p when p["Type"]!.GetValue<string>() == "Number" => p["MaxValue"]?.ToString() ?? int.MaxValue.ToString(CultureInfo.InvariantCulture),
        { } p when p["AllowedPattern"]?.GetValue<string>() is { } pattern => LongestValue.Of(pattern, p["MaxLength"]?.GetValue<int>() ?? MaxValueLength),
        var p => new string('x', p["MaxLength"]?.GetValue<int>() ?? MaxValueLength),
    };

    /// <returns>The template with every parameter as long as it may be, in the Region with the longest name.</returns>
    public static ExpandedTemplate AtTheirLongest(ExpandedTemplate template) =>
        template.With([.. Of(template).Where(p => p.Key != "Release").Select(p => $"{p.Key}={LongestOf(p.Value!)}"), $"AWS::Region={LongestRegion}"]);

    /// <returns>The template as a first deployment makes it, in which nobody has said anything.</returns>
    public static ExpandedTemplate AtTheirDefaults(ExpandedTemplate template) =>
        template.With(Of(template).Where(p => p.Value!["Default"] is not null).Select(p => $"{p.Key}={p.Value!["Default"]}"));
}
