using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>Every parameter reaches what runs: what reads it, and where that is a function, the version that <c>live</c> names.</summary>
public sealed partial class ParameterTests
{
    // Of ten characters, which are all in the versions' names.
    private const string First = "1000000001";
    private const string Next = "1000000002";

    // All other parameters are at other values than their defaults: some are read only where another turns something on. A table
    // that was restored is the reverse: it leaves out the one whose properties others set.
    [Fact]
    public async Task Parameter_ChangedAtTheNextDeployment_ReachesWhatRuns()
    {
        var parameters = (await ExpandedTemplate.TestAsync()).Source["Parameters"]!.AsObject();
        var others = parameters
            .Where(p => p.Key != "Release")
            .ToDictionary(p => p.Key, p => $"{p.Key}={OtherThanDefault(p.Key, p.Value!)}");
        var given = others.Where(o => !o.Key.EndsWith("TableSuffix", StringComparison.Ordinal)).ToDictionary();
        var before = await ExpandedTemplate.OfAsync([.. given.Values]);
        var next = await ExpandedTemplate.OfAsync([.. given.Values, $"Release={Next}"]);

        var problems = new List<string>();
        foreach (var (name, value) in others)
        {
            var then = given.ContainsKey(name) ? Default(name) : value;
            // The translator itself reads this one.
            var after = name == "TrafficShifting" ? await ExpandedTemplate.OfAsync([.. given.Values, $"Release={Next}", then]) : next.With(then);
            var changed = Changed(before, after);
            problems.AddRange(changed.Where(id => IsKeptVersion(id, before, after)).Select(id => $"{name} does not reach {id}."));
            if (changed.Count == 0)
            {
                problems.Add($"{name} changes nothing.");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));

        string Default(string name) => $"{name}={parameters[name]!["Default"]}";
    }

    [Fact]
    public async Task Release_MakesEveryFunctionPublishTheVersionThatRuns_AndChangesNothingElse()
    {
        var before = await ExpandedTemplate.TestAsync();
        var after = await ExpandedTemplate.OfAsync($"Release={Next}");
        Assert.Empty(Changed(before, after));
        Assert.All(after.OfType("AWS::Lambda::Function"), f =>
        {
            Assert.False(IsKeptVersion(f.Id, before, after), f.Id);
            // Lambda publishes no version of a function that is otherwise as it was.
            Assert.EndsWith(Next, f.Properties["Description"]!.GetValue<string>(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Release_OfTheLongest_LeavesDescriptionsWithinAwsLimit()
    {
        var template = await ExpandedTemplate.OfAsync($"Release={new string('r', 64)}");
        Assert.All(template.OfType("AWS::Lambda::Function"), f => Assert.InRange(f.Properties["Description"]!.GetValue<string>().Length, 65, 256));
    }

    // Names of resources are letters and digits, and the translator takes ten of them.
    [Theory]
    [InlineData("1795815929850f95dcd10d", true)]
    [InlineData("1795815929", true)]
    [InlineData("", false)]
    [InlineData("179581592", false)]
    [InlineData("2026-11-27T10:00:00Z", false)]
    [InlineData("by-scripts/deploy.sh", false)]
    public async Task Release_OfOtherThanLettersAndDigits_IsRefused(string value, bool taken)
    {
        var release = (await ExpandedTemplate.TestAsync()).Source["Parameters"]!["Release"]!;
        Assert.Equal(taken, Regex.IsMatch(value, release["AllowedPattern"]!.GetValue<string>(), RegexOptions.CultureInvariant));
        Assert.Null(release["Default"]);
    }

    [Fact]
    public async Task Expansion_WithoutARelease_SaysThatItIsMissing()
    {
        var (exit, _, error) = await ExpandedTemplate.RunAsync(Repository.PathTo("template.yaml"));
        Assert.Equal((1, "expand-template: without default, so to be given: Release"), (exit, error.Trim()));
    }

    /// <returns>The resources that differ in more than their release and the API's deployment, which has a new name in each second.</returns>
    private static IReadOnlyList<string> Changed(ExpandedTemplate before, ExpandedTemplate after)
    {
        var (old, current) = (Texts(before), Texts(after));
        return [.. old.Keys.Union(current.Keys).Where(id => old.GetValueOrDefault(id) != current.GetValueOrDefault(id)).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Texts(ExpandedTemplate template) => template.Resources
        .Where(r => r.Value["Type"]!.GetValue<string>() != "AWS::ApiGateway::Deployment")
        .ToDictionary(r => WithoutRelease(r.Key), r => WithoutRelease(r.Value.ToJsonString()));

    private static string WithoutRelease(string text) => Deployment().Replace(text, string.Empty).Replace(Next, First, StringComparison.Ordinal);

    private static bool IsKeptVersion(string function, ExpandedTemplate before, ExpandedTemplate after) =>
        RunningVersion(before, function) is { } version && version == RunningVersion(after, function);

    // The version of the alias "live"; null for a resource that is not a function.
    private static string? RunningVersion(ExpandedTemplate template, string function) =>
        template.Source["Resources"]![$"{function}Aliaslive"]?["Properties"]!["FunctionVersion"]!["Fn::GetAtt"]![0]!.GetValue<string>();

    private static string OtherThanDefault(string name, JsonNode parameter)
    {
        var defaultValue = parameter["Default"]!.ToString();
        IEnumerable<string> values = parameter switch
        {
            { } p when p["AllowedValues"] is JsonArray allowed => allowed.Select(v => v!.ToString()),
            { } p when p["Type"]!.GetValue<string>() == "Number" => Enumerable.Range(p["MinValue"]!.GetValue<int>(), 2).Select(v => v.ToString(CultureInfo.InvariantCulture)),
            _ => Shapes(name.ToLowerInvariant()).Where(v => Regex.IsMatch(v, parameter["AllowedPattern"]?.GetValue<string>() ?? string.Empty, RegexOptions.CultureInvariant)),
        };
        return values.FirstOrDefault(v => v != defaultValue) ?? throw new NotSupportedException($"No value that {name} may have is known here.");
    }

    private static IEnumerable<string> Shapes(string name) =>
    [
        name, $"/{name}", $"-{name}", "create", $"{name}@example.com", $"{name}.example.com", $"https://{name}.example.com", $"arn:aws:iam::123456789012:policy/{name}",
        $"arn:aws:acm:us-east-1:123456789012:certificate/{name}", $"arn:aws:dynamodb:us-east-1:123456789012:table/{name}/stream/2026-11-28T00:00:00.000", "0.5",
    ];

    [GeneratedRegex("ApiDeployment[0-9a-f]{10}", RegexOptions.CultureInvariant)]
    private static partial Regex Deployment();
}
