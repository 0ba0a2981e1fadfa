using System.Text.Json.Nodes;

namespace OpsAgent.Functions.Tests.Identity.Matrix;

/// <summary>One row: a route, a request to it that harms nothing, and what the route asks of its caller.</summary>
/// <param name="Route">As the table of routes has it: method and path.</param>
/// <param name="Path">The path that is called.</param>
/// <param name="Role">look, operate, approve or administer, or several between "or"; null for a route that asks nobody's name.</param>
/// <param name="Through">What somebody who may gets: the request names something that is not there.</param>
internal sealed record MatrixRoute(string Route, string Path, string? Role, (int Status, string? Code) Through)
{
    private const string NoId = "01kkng00000000000000000999";
    private const string NoToken = "approve-0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private const string NoInstance = "i-0a1b2c3d4e5f69999";
    private const string Why = "The application hangs since 08:50.";

    private static readonly (int, string?) Missing = (200, "RESOURCE_NOT_FOUND");

    /// <summary>Whether it is an approval or a denial.</summary>
    public bool Decides { get; init; }

    /// <summary>Whether it is the console's own, which takes a verified identity where writes are real.</summary>
    public bool IsConsole { get; init; }

    /// <summary>Whether it takes the person themselves at the console, in every mode.</summary>
    public bool IsInPerson { get; init; }

    /// <summary>Whether it names the proposal by what a screen shows and not by the approval token.</summary>
    public bool ById { get; init; }

    /// <summary>What a POST sends, without a user; null for a GET.</summary>
    public Func<JsonObject>? Body { get; init; }

    /// <summary>Whether the user stands in user_context and not in user_id.</summary>
    public bool HasEnvelope { get; init; }

    public Dictionary<string, string> Query { get; init; } = [];

    public string Method => Route.Split(' ')[0];

    public string Name => $"{Route}{(ById ? " by id" : string.Empty)}";

    public static IReadOnlyList<MatrixRoute> All { get; } =
    [
        new("GET /health", "/health", null, (200, null)),
        new("HEAD /health", "/health", null, (200, null)),
        Webhook("/slack/commands"),
        Webhook("/slack/events"),
        Webhook("/slack/interactions"),
        Webhook("/teams/messages"),
        Envelope("diagnostic", "look", Missing, "get_ec2_status", () => new JsonObject { ["instance_id"] = NoInstance }),
        Envelope("propose", "operate", Missing, "propose_action", () => new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = NoInstance, ["reason"] = Why }),
        Decision("approve", "approve", decides: true),
        Decision("approve", "approve", decides: true, byId: true),
        Decision("deny", "approve", decides: true),
        Decision("deny", "approve", decides: true, byId: true),
        Decision("withdraw", "operate", decides: false),
        Decision("withdraw", "operate", decides: false, byId: true),
        Decision("adopt", "operate", decides: false, byId: true),
        AtConsole("break_glass", () => new JsonObject { ["proposal_id"] = NoId, ["plan_hash"] = "0123abcd", ["incident_id"] = "INC-2026-0001", ["reason"] = Why }),
        AtConsole("review_break_glass", () => new JsonObject { ["proposal_id"] = NoId, ["note"] = "It was right." }),
        FlatDecision("approve", "approve", decides: true),
        FlatDecision("approve", "approve", decides: true, byId: true),
        FlatDecision("deny", "approve", decides: true),
        FlatDecision("deny", "approve", decides: true, byId: true),
        FlatDecision("withdraw", "operate", decides: false),
        FlatDecision("withdraw", "operate", decides: false, byId: true),
        Flat("propose_again", Missing, () => new JsonObject { ["proposal_id"] = NoId }),
        Envelope("workflow", "operate", Missing, "post_summary_to_channel", () => new JsonObject { ["text"] = "All is well.", ["channel"] = "no-such-channel" }),
        new("POST /chat", "/chat", "look", (200, null)) { Body = () => new JsonObject { ["message"] = $"status of {NoInstance}" }, HasEnvelope = true },
        new("GET /operations/proposals", "/operations/proposals", "look", (200, null)),
        new("GET /operations/proposals/{proposal_id}", $"/operations/proposals/{NoId}", "look", Missing),
        Console("me", "look", (200, null)),
        Console("proposals", "look", (200, null)),
        Console("proposals/{proposal_id}", "look", Missing, $"proposals/{NoId}"),
        Console("statemachine", "look", (200, null)),
        Console("audit", "approve or administer", (200, null)) with { Query = new() { ["day"] = "2026-11-23" } },
        Console("chains/{chain}", "approve or administer", Missing, $"chains/{NoId}"),
        Console("incidents", "look", (200, null)),
        Console("report", "approve or administer", (200, null)),
        Look("get_ec2_status", Missing, ("instance_id", NoInstance)),
        Look("get_cloudwatch_metrics", Missing, ("resource", NoInstance), ("metric", "CPUUtilization")),
        Look("describe_alb_target_health", Missing, ("alb_name", "no-such-balancer")),
        Look("search_cloudtrail_events", (200, null), ("event_name", "NoSuchCall")),
        Look("get_overview", (200, null)),
        Flat("reboot_ec2", Missing, () => new JsonObject { ["instance_id"] = NoInstance, ["reason"] = Why }),
        Flat("scale_ecs_service", Missing, () => new JsonObject { ["cluster"] = "main", ["service"] = "no-such-service", ["desired_count"] = 3, ["reason"] = Why }),
        Flat("rollback_ecs_service", Missing, () => new JsonObject { ["cluster"] = "main", ["service"] = "no-such-service", ["reason"] = Why }),
        Flat("create_incident_record", Missing, () => new JsonObject { ["summary"] = "The shop is slow.", ["severity"] = "low", ["proposal_id"] = NoId }),
        Flat("post_summary_to_channel", Missing, () => new JsonObject { ["text"] = "All is well.", ["channel"] = "no-such-channel" }),
    ];

    /// <param name="named">The user whom the client names, or null.</param>
    public MatrixRequest Request(string? named)
    {
        var body = Body?.Invoke();
        if (named is not null && body is not null)
        {
            body[HasEnvelope ? "user_context" : "user_id"] = HasEnvelope ? new JsonObject { ["user_id"] = named } : named;
        }

        var request = new MatrixRequest(Method, Path) { Body = body, Query = Query };
        if (named is not null && body is null)
        {
            request.Headers["X-OpsAgent-User"] = named;
        }

        return request;
    }

    private static MatrixRoute Envelope(string verb, string role, (int, string?) through, string operation, Func<JsonObject> parameters) =>
        new($"POST /operations/{verb}", $"/operations/{verb}", role, through)
        {
            Body = () => new JsonObject { ["operation"] = operation, ["parameters"] = parameters() },
            HasEnvelope = true,
        };

    private static MatrixRoute Decision(string verb, string role, bool decides, bool byId = false) =>
        Envelope(verb, role, Undecided(byId), $"{verb}_action", () => Reference(verb, byId)) with { Decides = decides, ById = byId };

    private static MatrixRoute AtConsole(string verb, Func<JsonObject> parameters) => Envelope(verb, "administer", Missing, $"{verb}_action", parameters) with { IsInPerson = true };

    private static MatrixRoute FlatDecision(string verb, string role, bool decides, bool byId = false) =>
        new($"POST /operations/{verb}_action", $"/operations/{verb}_action", role, Undecided(byId)) { Body = () => Reference(verb, byId), Decides = decides, ById = byId };

    private static (int, string?) Undecided(bool byId) => byId ? Missing : (200, "APPROVAL_TOKEN_INVALID");

    private static JsonObject Reference(string verb, bool byId)
    {
        var parameters = byId ? new JsonObject { ["proposal_id"] = NoId, ["plan_hash"] = "0123abcd" } : new JsonObject { ["approval_token"] = NoToken };
        if (verb is not ("approve" or "adopt"))
        {
            parameters["reason"] = "Not during the release.";
        }

        return parameters;
    }

    private static MatrixRoute Console(string route, string role, (int, string?) through, string? path = null) =>
        new($"GET /console/{route}", $"/console/{path ?? route}", role, through) { IsConsole = true };

    /// <summary>A chat service's own door: nothing that a person or a client holds opens it.</summary>
    private static MatrixRoute Webhook(string path) => new($"POST {path}", path, null, (401, "AUTHENTICATION_FAILED")) { Body = () => new JsonObject { ["type"] = "event_callback" } };

    private static MatrixRoute Look(string operation, (int, string?) through, params IEnumerable<(string Name, string Value)> query) =>
        new($"GET /operations/{operation}", $"/operations/{operation}", "look", through) { Query = query.ToDictionary(q => q.Name, q => q.Value) };

    private static MatrixRoute Flat(string operation, (int, string?) through, Func<JsonObject> body) =>
        new($"POST /operations/{operation}", $"/operations/{operation}", "operate", through) { Body = body };
}
