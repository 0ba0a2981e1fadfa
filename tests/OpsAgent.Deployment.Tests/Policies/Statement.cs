using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>One statement of a policy.</summary>
public sealed record Statement
{
    private static readonly HashSet<string> Elements =
        ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    public string? Sid { get; private init; }

    public required bool Allows { get; init; }

    public IReadOnlyList<string> Actions { get; private init; } = [];

    public IReadOnlyList<string> NotActions { get; private init; } = [];

    public IReadOnlyList<string> Resources { get; private init; } = [];

    public IReadOnlyList<string> NotResources { get; private init; } = [];

    /// <summary>Kind and pattern, or null in an identity-based policy.</summary>
    public IReadOnlyList<(string Kind, string Name)>? Principals { get; private init; }

    public IReadOnlyList<Condition> Conditions { get; private init; } = [];

    /// <exception cref="FormatException">Not a statement, or one with an element that is not known here.</exception>
    public static Statement Parse(JsonNode node)
    {
        var json = node.AsObject();
        if (json.FirstOrDefault(e => !Elements.Contains(e.Key)).Key is { } unknown)
        {
            throw new FormatException($"The element {unknown} is not known here.");
        }

        var statement = new Statement
        {
            Sid = json[nameof(Sid)]?.GetValue<string>(),
            Allows = json["Effect"]?.GetValue<string>() switch { "Allow" => true, "Deny" => false, var other => throw new FormatException($"Effect {other}") },
            Actions = StringOrArray.Read(json["Action"]),
            NotActions = StringOrArray.Read(json["NotAction"]),
            Resources = StringOrArray.Read(json["Resource"]),
            NotResources = StringOrArray.Read(json["NotResource"]),
            Principals = json["Principal"] is { } principal ? [.. PrincipalsOf(principal)] : null,
            Conditions = [.. Condition.Parse(json["Condition"])],
        };
        return (statement.Actions.Count > 0) != (statement.NotActions.Count > 0) && !(statement.Resources.Count > 0 && statement.NotResources.Count > 0)
            ? statement
            : throw new FormatException($"One of Action and NotAction, and at most one of Resource and NotResource: {json.ToJsonString()}");
    }

    public bool AppliesTo(AccessRequest request)
    {
        return (NotActions.Count > 0 ? !NotActions.Any(IsAction) : Actions.Any(IsAction))
            && (NotResources.Count > 0 ? !NotResources.Any(IsResource) : Resources.Any(IsResource))
            && (Principals is null || Principals.Any(IsPrincipal))
            && Conditions.All(c => c.Holds(request));

        bool IsAction(string pattern) => Pattern.Matches(pattern, request.Action, ignoreCase: true);

        bool IsResource(string pattern) => Pattern.Matches(pattern, request.Resource);

        // Principals know no wildcards but "everybody"; an account's root stands for whoever that account allows.
        bool IsPrincipal((string Kind, string Name) principal) => principal.Kind == "*" || principal == request.Principal;
    }

    private static IEnumerable<(string Kind, string Name)> PrincipalsOf(JsonNode principal) =>
        principal is JsonValue ? [("*", StringOrArray.Read(principal)[0])] : principal.AsObject().SelectMany(p => StringOrArray.Read(p.Value).Select(name => (p.Key, name)));
}
