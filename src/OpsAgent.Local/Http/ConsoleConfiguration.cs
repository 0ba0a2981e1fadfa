using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Http;

/// <summary>What the console has to know before anybody is signed in.</summary>
internal sealed record ConsoleConfiguration
{
    public required ExecutionMode Mode { get; init; }

    /// <summary>Who may be picked without proof, with the key that lets them in: in LOCAL_MOCK, where nothing is real.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>Null where people do not sign in at an identity provider.</summary>
    public string? Issuer { get; init; }

    public string? ClientId { get; init; }

    public string? Audience { get; init; }

    /// <param name="withKey">False for a page that may not be ours.</param>
    public JsonObject ToJson(bool withKey) => new()
    {
        ["api"] = string.Empty,
        ["execution_mode"] = WireName.Of(Mode),
        ["oidc"] = Issuer is null ? null : new JsonObject
        {
            ["issuer"] = Issuer,
            ["client_id"] = ClientId,
            // The token that is meant for the API: another audience than the client's own is an access token's.
            ["token"] = Audience == ClientId ? "id_token" : "access_token",
        },
        ["users"] = JsonConversions.Array(withKey ? Users : []),
        ["api_key"] = withKey ? ApiKey : null,
    };
}
