using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Deployment.Tests.Policies;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>CloudFormation's functions, as far as the template uses them: any other is an error.</summary>
internal sealed partial class Resolver
{
    private static readonly JsonObject NoValue = new() { ["Ref"] = "AWS::NoValue" };

    private readonly JsonObject _source;
    private readonly Dictionary<string, string> _values;

    public string Region => _values["AWS::Region"];

    public Resolver(JsonObject source, IReadOnlyDictionary<string, string> parameters)
    {
        _source = source;
        _values = new(parameters, StringComparer.Ordinal)
        {
            ["AWS::AccountId"] = ResourceNames.Account,
            ["AWS::Partition"] = "aws",
            ["AWS::URLSuffix"] = "amazonaws.com",
            ["AWS::StackName"] = "opsagent-controller-test",
            ["AWS::StackId"] = $"arn:aws:cloudformation:{ResourceNames.Region}:{ResourceNames.Account}:stack/opsagent-controller-test/1a2b3c4d-0000-4000-8000-000000000001",
        };
        _values.TryAdd("AWS::Region", ResourceNames.Region);
    }

    /// <returns>Whether a condition of the template holds.</returns>
    public bool Condition(string name) => Holds(_source["Conditions"]![name]!);

    /// <returns>False for a resource that its condition leaves out.</returns>
    public bool Exists(string id) => _source["Resources"]![id]!["Condition"] is not { } condition || Condition(condition.GetValue<string>());

    /// <returns>The same, with the values of some resources in place of what refers to them.</returns>
    public JsonNode? Without(IReadOnlySet<string> resources, JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when call.First() is ("Ref" or "Fn::GetAtt", { } target) && resources.Contains(StringOrArray.Read(target)[0].Split('.')[0]) => Resolve(node),
        JsonObject { Count: 1 } call when call.First() is ("Fn::Sub", JsonValue text) => new JsonObject
        {
            ["Fn::Sub"] = Reference().Replace(text.GetValue<string>(), m => resources.Contains(m.Groups[1].Value.Split('.')[0]) ? ValueOf(m.Groups[1].Value) : m.Value),
        },
        JsonObject { Count: 1 } call when call.First() is ("Fn::Sub", JsonArray pair) => new JsonObject
        {
            ["Fn::Sub"] = new JsonArray(Without(resources, new JsonObject { ["Fn::Sub"] = pair[0]!.DeepClone() })!["Fn::Sub"]!.DeepClone(), Without(resources, pair[1])),
        },
        JsonArray array => new JsonArray([.. array.Select(item => Without(resources, item))]),
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Without(resources, m.Value)))),
        null => null,
        _ => node.DeepClone(),
    };

    /// <exception cref="NotSupportedException">A function that is not known here.</exception>
    public JsonNode? Resolve(JsonNode? node)
    {
        var resolved = ResolveAny(node);
        return ReferenceEquals(resolved, NoValue) ? null : resolved;
    }

    private JsonNode? ResolveAny(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(ResolveAny).Where(item => !ReferenceEquals(item, NoValue))]),
        JsonObject { Count: 1 } call when call.First() is var (name, argument) && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)) => Call(name, argument!),
        JsonObject members => new JsonObject(
            from member in members
            let value = ResolveAny(member.Value)
            where !ReferenceEquals(value, NoValue)
            select KeyValuePair.Create(member.Key, value)),
        null => null,
        _ => node.DeepClone(),
    };

    private JsonNode? Call(string function, JsonNode argument) => function switch
    {
        "Ref" when argument.GetValue<string>() == "AWS::NoValue" => NoValue,
        "Ref" => ValueOf(argument.GetValue<string>()),
        "Fn::GetAtt" => ValueOf(string.Join('.', argument.AsArray().Select(a => a!.GetValue<string>()))),
        "Fn::Sub" => Substitute(argument),
        "Fn::Join" => string.Join(argument[0]!.GetValue<string>(), ResolveAny(argument[1])!.AsArray().Select(a => a!.ToString())),
        "Fn::Select" => ResolveAny(argument[1])![int.Parse(argument[0]!.ToString(), CultureInfo.InvariantCulture)]!.DeepClone(),
        "Fn::Split" => new JsonArray([.. ResolveAny(argument[1])!.GetValue<string>().Split(argument[0]!.GetValue<string>()).Select(part => (JsonNode?)part)]),
        "Fn::If" => ResolveAny(argument[Condition(argument[0]!.GetValue<string>()) ? 1 : 2]),
        _ => throw new NotSupportedException($"{function} is not known here."),
    };

    private string Substitute(JsonNode argument)
    {
        var (text, own) = argument is JsonArray pair ? (pair[0]!.GetValue<string>(), pair[1]!.AsObject()) : (argument.GetValue<string>(), []);
        return Reference().Replace(text, match => match.Groups[1].Value is var name && name.StartsWith('!') ? $"${{{name[1..]}}}"
            : own[name] is { } value ? ResolveAny(value)!.ToString()
            : ValueOf(name));
    }

    // A parameter, a pseudo parameter, Resource or Resource.Attribute.
    private string ValueOf(string name)
    {
        if (_values.TryGetValue(name, out var value))
        {
            return value;
        }

        var parts = name.Split('.', 2);
        var resource = _source["Resources"]?[parts[0]] ?? throw new KeyNotFoundException($"There is no parameter or resource {name}.");
        return ResourceNames.Of(parts[0], resource["Type"]!.GetValue<string>(), property => Resolve(resource["Properties"]?[property])?.ToString(), parts.ElementAtOrDefault(1))
            .Replace(ResourceNames.Region, Region, StringComparison.Ordinal);
    }

    private bool Holds(JsonNode condition)
    {
        var (function, argument) = condition.AsObject().Single();
        return function switch
        {
            "Condition" => Condition(argument!.GetValue<string>()),
            "Fn::Equals" => Resolve(argument![0])!.ToString() == Resolve(argument[1])!.ToString(),
            "Fn::Not" => !Holds(argument![0]!),
            "Fn::And" => argument!.AsArray().All(c => Holds(c!)),
            "Fn::Or" => argument!.AsArray().Any(c => Holds(c!)),
            _ => throw new NotSupportedException($"{function} is not known here."),
        };
    }

    [GeneratedRegex(@"\$\{([^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
