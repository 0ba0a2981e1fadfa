using System.Text.Json.Nodes;

using OpsAgent.TestKit.Oidc;

namespace OpsAgent.Functions.Tests.Identity.Matrix;

/// <summary>One way to present oneself.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Holds">Whether it is good, all of it.</param>
/// <param name="IsVerified">Whether the issuer says who the user is; else the client does.</param>
/// <param name="Key">What stands in X-API-Key, or null.</param>
/// <param name="Authorization">What stands in Authorization for a person, or null.</param>
internal sealed record MatrixCredential(
    string Name, bool Holds, bool IsVerified, string? Key, Func<FakeOidcIssuer, MatrixUser, DateTimeOffset, string?>? Authorization = null)
{
    private static readonly TokenSigner Forger = TokenSigner.Rsa("RS256", "rsa-1");
    private static readonly TokenSigner Unpublished = TokenSigner.Rsa("RS256", "rsa-9");

    public const string ConsoleClient = "console-client";
    public const string ListedClient = "plugin-client";

    /// <summary>Whether the person themselves signed in at the console, a short while ago.</summary>
    public bool InPerson { get; init; }

    /// <summary>Whether the token is of a program that may pass on decisions.</summary>
    public bool IsListed { get; init; }

    /// <summary>Whether the request names another user than the token.</summary>
    public bool NamesAnother { get; init; }

    public static IReadOnlyList<MatrixCredential> All { get; } =
    [
        new("none", false, false, null),
        new("empty key", false, false, string.Empty),
        new("wrong key", false, false, "key-wrong-5e6f7a8b-of-the-tests"),
        new("expired key", false, false, MatrixUser.RemovedKey),
        new("both keys as one", false, false, $"{MatrixUser.OldKey},{MatrixUser.NewKey}"),
        new("another environment's plugin key", false, false, "key-staging-1a2b3c4d-of-the-tests"),
        new("old key", true, false, MatrixUser.OldKey),
        new("new key", true, false, MatrixUser.NewKey),
        new("plugin key", true, false, MatrixUser.PluginKey),
        Bearer("valid", true),
        Bearer("of the console", true, c => c["azp"] = ConsoleClient) with { InPerson = true },
        Bearer("of the console, signed in an hour and a minute ago", true, c => (c["azp"], c["auth_time"]) = (ConsoleClient, c["iat"]!.GetValue<long>() - (61 * 60))),
        Bearer("of the console by another claim", true, c => c["client_id"] = ConsoleClient),
        Bearer("of a listed program", true, c => c["azp"] = ListedClient) with { IsListed = true },
        Bearer("valid, EC", true, by: issuer => issuer.Published[^1]),
        Bearer("expired", false, c => c["exp"] = c["iat"]!.GetValue<long>() - 60),
        Bearer("not yet valid", false, c => c["nbf"] = c["iat"]!.GetValue<long>() + 120),
        Bearer("wrong issuer", false, c => c["iss"] = "https://issuer.example.com"),
        Bearer("wrong audience", false, c => c["aud"] = "another-application"),
        Bearer("wrong signature", false, by: _ => Forger),
        Bearer("alg none", false, by: _ => TokenSigner.None("rsa-1")),
        Bearer("HS256 with the public key", false, by: issuer => TokenSigner.Hmac(issuer.Signer.PublicPem!, "rsa-1")),
        Bearer("unverified e-mail", false, c => c["email_verified"] = false),
        Bearer("unknown kid", false, by: _ => Unpublished),
        Bearer("other user than named", true) with { NamesAnother = true },
        new("garbage bearer", false, false, null, (_, _, _) => "Bearer garbage"),
        new("empty bearer", false, false, null, (_, _, _) => "Bearer "),
        new("another scheme", false, false, null, (_, _, _) => $"Basic {MatrixUser.OldKey}"),
        new("the key as bearer", false, false, null, (_, _, _) => $"Bearer {MatrixUser.OldKey}"),
        Bearer("valid, and a valid key", true) with { Key = MatrixUser.NewKey },
        Bearer("valid, and a wrong key", false) with { Key = "key-wrong-5e6f7a8b-of-the-tests" },
        Bearer("expired, and a valid key", false, c => c["exp"] = c["iat"]!.GetValue<long>() - 60) with { Key = MatrixUser.NewKey },
        new("another scheme, and a valid key", false, false, MatrixUser.NewKey, (_, _, _) => "Basic dXNlcjpwYXNz"),
    ];

    /// <returns>The row's request in this person's name, or the token's.</returns>
    public MatrixRequest Request(MatrixRoute route, MatrixUser user, string? authorization)
    {
        var other = user == MatrixUser.Approver ? MatrixUser.Operator : MatrixUser.Approver;
        var request = route.Request(NamesAnother ? other.Email : IsVerified ? null : user.Email);
        if (Key is not null)
        {
            request.Headers["X-API-Key"] = Key;
        }

        if (authorization is not null)
        {
            request.Headers["Authorization"] = authorization;
        }

        return request;
    }

    private static MatrixCredential Bearer(string name, bool holds, Action<JsonObject>? claims = null, Func<FakeOidcIssuer, TokenSigner>? by = null) =>
        new($"bearer {name}", holds, true, null, (issuer, user, now) => $"Bearer {issuer.Token(user.Email, now, claims, by: by?.Invoke(issuer))}");
}
