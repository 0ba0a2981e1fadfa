using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>The template itself (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).</summary>
internal static class SizeRules
{
    private const int MaxBody = 1_000_000;
    private const int MaxDescription = 1024;
    private const int MaxParameterDescription = 4000;

    private static readonly (string Section, int Max)[] Sections = [("Resources", 500), ("Parameters", 200), ("Outputs", 200), ("Mappings", 200)];

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
    private static readonly HashSet<string> RuleFunctions =
        ["Fn::And", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::Equals", "Fn::Not", "Fn::Or", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll", "Ref"];

    /// <summary>At most 500 resources, 200 parameters, outputs and mappings, with names of letters and digits, in 1 MB.</summary>
    public static IEnumerable<(string, string)> SectionsFit(ExpandedTemplate template)
    {
        foreach (var (section, max) in Sections)
        {
            var names = (template.Source[section]?.AsObject() ?? []).Select(m => m.Key).ToList();
            if (names.Count > max)
            {
                yield return ("template", $"{names.Count} {section}; CloudFormation takes {max}.");
            }

            foreach (var name in names.Where(n => !Regex.IsMatch(n, "^[A-Za-z0-9]{1,255}$", RegexOptions.CultureInvariant)))
            {
                yield return (name, "A logical id has up to 255 letters and digits.");
            }
        }

        var bytes = Encoding.UTF8.GetByteCount(template.Source.ToJsonString(Json.Plain));
        if (bytes > MaxBody)
        {
            yield return ("template", $"{bytes} bytes; CloudFormation takes {MaxBody} from S3.");
        }
    }

    /// <summary>
    /// A description has at most 1,024 bytes, a parameter's 4,000 characters
    /// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html and outputs-section-structure.html).
    /// </summary>
    public static IEnumerable<(string, string)> DescriptionsFit(ExpandedTemplate template)
    {
        IEnumerable<(string Key, JsonNode? Text, int Max)> all = Parameters.Of(template).Select(p => (p.Key, p.Value!["Description"], MaxParameterDescription))
            .Concat(template.Source["Outputs"]!.AsObject().Select(o => (o.Key, o.Value!["Description"], MaxDescription)))
            .Append(("template", template.Source["Description"], MaxDescription));
        return from described in all
               let bytes = Encoding.UTF8.GetByteCount(described.Text?.ToString() ?? string.Empty)
               where bytes > described.Max
               select (described.Key, $"A description of {bytes} bytes; at most {described.Max}.");
    }

    /// <summary>Every parameter says what it may be, so that a slip ends before anything is made: a pattern, values, or for a number its ends.</summary>
    public static IEnumerable<(string, string)> ParametersAreBounded(ExpandedTemplate template) =>
        from parameter in Parameters.Of(template)
        where parameter.Value!["AllowedValues"] is null
            && (parameter.Value["Type"]!.GetValue<string>() == "Number" ? parameter.Value["MinValue"] is null || parameter.Value["MaxValue"] is null : parameter.Value["AllowedPattern"] is null)
        select (parameter.Key, "AllowedPattern, AllowedValues, or MinValue and MaxValue.");

    /// <summary>A default is a value that the parameter permits.</summary>
    public static IEnumerable<(string, string)> DefaultsAreAllowed(ExpandedTemplate template) =>
        from parameter in Parameters.Of(template)
        let value = parameter.Value!["Default"]?.ToString()
        where value is not null && !Permits(parameter.Value, value)
        select (parameter.Key, $"Its default \"{value}\" is not permitted.");

    /// <summary>Rules use the functions that rules may, on parameters (the same page says that resources are not known to them).</summary>
    public static IEnumerable<(string, string)> RulesAreValid(ExpandedTemplate template) =>
        from rule in template.Source["Rules"]?.AsObject() ?? []
        from name in Functions(rule.Value)
        where !RuleFunctions.Contains(name.Split(' ')[0]) || (name.StartsWith("Ref ", StringComparison.Ordinal) && template.Source["Parameters"]![name[4..]] is null)
        select (rule.Key, $"A rule cannot use {name}.");

    private static IEnumerable<string> Functions(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Functions(m.Value).Concat(m.Key == "Ref" ? [$"Ref {m.Value}"] : m.Key.StartsWith("Fn::", StringComparison.Ordinal) ? [m.Key] : [])),
        JsonArray items => items.SelectMany(Functions),
        _ => [],
    };

    private static bool Permits(JsonNode parameter, string value) =>
        (parameter["AllowedValues"] is not JsonArray allowed || allowed.Any(v => v!.ToString() == value))
        && (parameter["AllowedPattern"]?.GetValue<string>() is not { } pattern || Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.CultureInvariant))
        && (parameter["MaxLength"] is not { } max || value.Length <= Number(max.ToString())) && (parameter["MinLength"] is not { } min || value.Length >= Number(min.ToString()))
        && (parameter["MinValue"] is not { } least || Number(value) >= Number(least.ToString())) && (parameter["MaxValue"] is not { } most || Number(value) <= Number(most.ToString()));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
