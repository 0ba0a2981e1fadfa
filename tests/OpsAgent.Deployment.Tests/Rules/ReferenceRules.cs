using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>What refers to what (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html).</summary>
internal static class ReferenceRules
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, bool>>> Known = new(StringComparer.Ordinal);

    /// <summary>Ref, GetAtt, Sub, DependsOn and conditions name what the template has.</summary>
    public static IEnumerable<(string, string)> ReferencesExist(ExpandedTemplate template)
    {
        var conditions = template.Source["Conditions"]!.AsObject();
        var known = Resources(template).Select(r => r.Key).Concat(Parameters.Of(template).Select(p => p.Key)).ToHashSet();
        foreach (var (id, node) in Resources(template).Concat(template.Source["Outputs"]!.AsObject()).Concat(conditions))
        {
            var references = References(node!).ToList();
            var named = references.SelectMany(r => r.Guards).Select(g => g.Condition);
            foreach (var missing in references.Select(r => r.Target).Where(t => !known.Contains(t) && !t.StartsWith("AWS::", StringComparison.Ordinal)).Concat(named.Where(c => !conditions.ContainsKey(c))).Distinct())
            {
                yield return (id, $"There is no {missing}.");
            }
        }
    }

    /// <summary>
    /// With no two parameters of the conditions, whatever their values beside the others' defaults or not, does something that is made
    /// refer to something that its condition leaves out.
    /// </summary>
    public static IEnumerable<(string, string)> NothingLeftOutIsReferredTo(ExpandedTemplate template)
    {
        var resources = Resources(template).ToDictionary(r => r.Key, r => r.Value!);
        var uses = (from source in resources.Concat(template.Source["Outputs"]!.AsObject().Select(o => KeyValuePair.Create(o.Key, o.Value!)))
                    from reference in References(source.Value)
                    where resources.GetValueOrDefault(reference.Target)?["Condition"] is not null
                    select (From: source.Key, reference.Target, reference.Guards, Left: resources[reference.Target]["Condition"]!.GetValue<string>()))
            .ToList();
        var deployments = Deployments(template);
        return from use in uses
               where deployments.Any(holds => use.Guards.All(g => holds[g.Condition] == g.Holds) && !holds[use.Left])
               group use by (use.From, use.Target) into use
               select (use.Key.From, $"It refers to {use.Key.Target} where {use.First().Left} does not hold: Fn::If, or the same condition.");
    }

    /// <summary>No resource needs itself, by whatever detour: CloudFormation finds no order to make it in.</summary>
    public static IEnumerable<(string, string)> NothingRefersToItself(ExpandedTemplate template)
    {
        var resources = Resources(template).ToDictionary(r => r.Key, r => r.Value!);
        var needs = resources.ToDictionary(r => r.Key, r => References(r.Value).Select(n => n.Target).Where(resources.ContainsKey).ToHashSet());
        // Whatever needs nothing that is left can be made first, and what nothing left needs, last; what remains goes round in a circle.
        for (var left = -1; left != needs.Count;)
        {
            left = needs.Count;
            var needed = needs.Values.SelectMany(n => n).ToHashSet();
            foreach (var id in needs.Keys.Where(id => needs[id].Count == 0 || !needed.Contains(id)).ToList())
            {
                needs.Remove(id);
            }

            foreach (var others in needs.Values)
            {
                others.IntersectWith(needs.Keys);
            }
        }

        return needs.Keys.Select(id => (id, $"They need each other: {string.Join(", ", needs.Keys.Order(StringComparer.Ordinal))}."));
    }

    private static IEnumerable<Reference> References(JsonNode node)
    {
        var own = StringOrArray.Read(node["Condition"]).Select(condition => (condition, true));
        var depends = StringOrArray.Read(node["DependsOn"]).Select(d => new Reference(d, []));
        return Reference.In(node).Concat(depends).Select(r => r with { Guards = [.. own, .. r.Guards] });
    }

    // The truth of the conditions for each pair of values of two parameters, with all others at their defaults and at other values.
    private static IReadOnlyList<IReadOnlyDictionary<string, bool>> Deployments(ExpandedTemplate template) =>
        Known.GetOrAdd($"{template.Source["Conditions"]!.ToJsonString()} {template.Source["Parameters"]!.ToJsonString()}", _ => DeploymentsOf(template));

    private static IReadOnlyList<IReadOnlyDictionary<string, bool>> DeploymentsOf(ExpandedTemplate template)
    {
        var conditions = template.Source["Conditions"]!.AsObject();
        var used = conditions.SelectMany(c => Reference.In(c.Value)).Select(r => r.Target).Where(t => !t.StartsWith("AWS::", StringComparison.Ordinal)).Distinct().ToList();
        var values = used.ToDictionary(name => name, name => ValuesOf(template.Source["Parameters"]![name]!, Literals(conditions, name)));
        var found = new Dictionary<string, IReadOnlyDictionary<string, bool>>();
        foreach (var others in new[] { used.Select(name => $"{name}={values[name][0]}"), used.Select(name => $"{name}={values[name][^1]}") })
        {
            var common = template.With(others);
            foreach (var (one, two) in used.SelectMany((one, i) => used.Skip(i).Select(two => (one, two))))
            {
                foreach (var deployment in values[one].SelectMany(a => values[two].Select(b => common.With($"{one}={a}", $"{two}={b}"))))
                {
                    var holds = conditions.ToDictionary(c => c.Key, c => deployment.Holds(c.Key));
                    found.TryAdd(string.Concat(holds.Values.Select(h => h ? '1' : '0')), holds);
                }
            }
        }

        return [.. found.Values];
    }

    // The default first.
    private static IReadOnlyList<string> ValuesOf(JsonNode parameter, IEnumerable<string> literals) =>
        [.. new[] { parameter["Default"]!.ToString() }.Concat(parameter["AllowedValues"]?.AsArray().Select(v => v!.ToString()) ?? []).Concat(literals).Append(Parameters.LongestOf(parameter)).Distinct()];

    // What conditions compare a parameter with.
    private static IEnumerable<string> Literals(JsonNode? node, string parameter) => node switch
    {
        JsonObject { Count: 1 } call when call.First() is ("Fn::Equals", JsonArray pair) && pair[0] is JsonObject one && one["Ref"]?.ToString() == parameter && pair[1] is JsonValue literal => [literal.ToString()],
        JsonObject members => members.SelectMany(m => Literals(m.Value, parameter)),
        JsonArray items => items.SelectMany(i => Literals(i, parameter)),
        _ => [],
    };

    private static JsonObject Resources(ExpandedTemplate template) => template.Source[nameof(Resources)]!.AsObject();
}
