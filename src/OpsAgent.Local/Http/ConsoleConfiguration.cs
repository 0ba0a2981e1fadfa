using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Http;

/// <summary>The content of the console's <c>config.json</c>, which is read before anybody signs in.</summary>
internal sealed record ConsoleConfiguration
{
    public required ExecutionMode Mode { get; init; }

    /// <summary>The users to choose from without authentication, in LOCAL_MOCK; empty in other modes.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>The OpenID Connect issuer, or null where there is none.</summary>
    public string? Issuer { get; init; }

    public string? ClientId { get; init; }

    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>How old a sign-in may be when it is used here.</summary>
    public TimeSpan DecisionAuthAge { get; init; }

    public JsonObject ToJson() => new()
    {
        ["api"] = string.Empty,
        ["execution_mode"] = WireName.Of(Mode),
        ["oidc"] = Issuer is null ? null : new JsonObject
        {
            ["issuer"] = Issuer,
            ["client_id"] = ClientId,
            // An ID token's audience is the client id; an access token has the API's.
            ["token"] = ClientId is not null && Audiences.Contains(ClientId) ? "id_token" : "access_token",
            ["max_age"] = (long)DecisionAuthAge.TotalSeconds,
        },
        ["users"] = JsonConversions.Array(Users),
        ["api_key"] = ApiKey,
    };
}
