using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Oidc;

namespace OpsAgent.Local.Http;

/// <summary>The content of the console's <c>config.json</c>, which is read before anybody signs in.</summary>
internal sealed record ConsoleConfiguration
{
    public required ExecutionMode Mode { get; init; }

    /// <summary>The users to choose from without authentication, in LOCAL_MOCK; empty in other modes.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>The OpenID Connect issuer at which the console has a client, or null where there is none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>How old a sign-in may be when it is used here.</summary>
    public TimeSpan DecisionAuthAge { get; init; }

    public JsonObject ToJson() => new()
    {
        ["api"] = string.Empty,
        ["execution_mode"] = WireName.Of(Mode),
        ["oidc"] = Oidc is null ? null : new JsonObject
        {
            ["issuer"] = Oidc.Issuer,
            ["client_id"] = Oidc.ConsoleClientId,
            ["token"] = Oidc.ConsoleSendsIdToken ? "id_token" : "access_token",
            ["token_origin"] = Oidc.TokenOrigin,
            ["max_age"] = (long)DecisionAuthAge.TotalSeconds,
        },
        ["users"] = JsonConversions.Array(Users),
        ["api_key"] = ApiKey,
    };
}
