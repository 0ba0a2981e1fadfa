using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

using OpsAgent.TestKit;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>
/// The template as CloudFormation gets it (scripts/expand-template.py), and as it makes it for one deployment called
/// <c>test</c>: functions resolved, what a condition leaves out left out.
/// </summary>
internal sealed class ExpandedTemplate
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<ExpandedTemplate>>> Known = new(StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly Resolver _resolver;
    private readonly Lazy<IReadOnlyDictionary<string, JsonObject>> _resources;

    private ExpandedTemplate(JsonObject source, IReadOnlyDictionary<string, string> parameters)
    {
        (Source, _parameters) = (source, parameters);
        var resolver = _resolver = new Resolver(source, parameters);
        _resources = new(() => Made.ToDictionary(r => r.Key, r => resolver.Resolve(r.Value)!.AsObject()));
        Outputs = new(() => resolver.Resolve(source[nameof(Outputs)])!.AsObject());
    }

    /// <summary>The parameters of every expansion, as <c>Name=Value</c>.</summary>
    public static IReadOnlyList<string> Given { get; } = ["Environment=test", "Release=1000000001"];

    /// <summary>The expanded template itself.</summary>
    public JsonObject Source { get; }

    public IReadOnlyDictionary<string, JsonObject> Resources => _resources.Value;

    /// <summary>The resources that no condition leaves out, as they stand in <see cref="Source"/>: to resolve all of them takes long.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> Made =>
        Source[nameof(Resources)]!.AsObject().Where(r => _resolver.Exists(r.Key)).Select(r => KeyValuePair.Create(r.Key, r.Value!));

    public string Region => _resolver.Region;

    public Lazy<JsonObject> Outputs { get; }

    /// <summary>With the default parameters, and those of <see cref="Given"/>.</summary>
    public static Task<ExpandedTemplate> TestAsync() => OfAsync();

    /// <summary>With other parameters than those, as <c>Name=Value</c>.</summary>
    public static Task<ExpandedTemplate> OfAsync(params string[] parameters) =>
        Known.GetOrAdd(string.Join(' ', parameters), _ => new(() => ExpandAsync(parameters))).Value;

    private static async Task<ExpandedTemplate> ExpandAsync(string[] parameters)
    {
        var (exit, output, error) = await RunAsync([Repository.PathTo("template.yaml"), .. Given, .. parameters]);
        Assert.True(exit == 0, error);
        var source = JsonNode.Parse(output)!.AsObject();
        var values = source["Parameters"]!.AsObject()
            .Where(p => p.Value!["Default"] is not null)
            .ToDictionary(p => p.Key, p => p.Value!["Default"]!.ToString());
        foreach (var assignment in Given.Concat(parameters))
        {
            var parts = assignment.Split('=', 2);
            values[parts[0]] = parts[1];
        }

        return new ExpandedTemplate(source, values);
    }

    public static Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) =>
        ExternalTool.RunAsync(new ProcessStartInfo("python3", [Repository.PathTo("scripts", "expand-template.py"), .. arguments]), "samtranslator");

    /// <returns>The same expansion with other parameters than these, as <c>Name=Value</c>; <c>AWS::Region</c> counts as one.</returns>
    public ExpandedTemplate With(params IEnumerable<string> parameters)
    {
        var values = new Dictionary<string, string>(_parameters, StringComparer.Ordinal);
        foreach (var parts in parameters.Select(p => p.Split('=', 2)))
        {
            values[parts[0]] = parts[1];
        }

        return new ExpandedTemplate(Source, values);
    }

    /// <returns>A part of <see cref="Source"/> as CloudFormation would make it.</returns>
    public JsonNode? Resolve(JsonNode? part) => _resolver.Resolve(part);

    /// <returns>A changed copy.</returns>
    public ExpandedTemplate Changed(Action<JsonObject> change)
    {
        var source = Source.DeepClone().AsObject();
        change(source);
        return new ExpandedTemplate(source, _parameters);
    }

    /// <returns>The template without some resources, their values where something refers to them.</returns>
    public JsonObject Without(IReadOnlySet<string> resources)
    {
        var template = _resolver.Without(resources, Source)!.AsObject();
        foreach (var id in resources)
        {
            template[nameof(Resources)]!.AsObject().Remove(id);
        }

        return template;
    }

    /// <returns>Whether a condition of the template holds.</returns>
    public bool Holds(string condition) => _resolver.Condition(condition);

    public JsonObject Properties(string id) => Resources[id]["Properties"]!.AsObject();

    public IEnumerable<(string Id, JsonObject Properties)> OfType(string type) =>
        Resources.Where(r => r.Value["Type"]!.GetValue<string>() == type).Select(r => (r.Key, Properties(r.Key))).OrderBy(r => r.Key, StringComparer.Ordinal);
}
