using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>What credentials prove: the user, or only a known client.</summary>
/// <param name="Token">What the bearer token says; null for an API key, whose client names the user.</param>
/// <param name="Signed">What a chat service's signed request proves; null for any other.</param>
public sealed record AuthenticationResult(TokenVerification.Verified? Token, VerifiedRequest? Signed = null)
{
    /// <summary>Authenticated by API key: the client may name any user.</summary>
    public static AuthenticationResult ClientOnly { get; } = new(Token: null);

    /// <summary>The user of the bearer token; null for an API key.</summary>
    public UserId? User => Token?.User;

    /// <returns>Null, or the refusal of a request that names another user than its bearer token.</returns>
    public Refusal? CheckNamedUser(string? named) =>
        Signed is not null && !string.IsNullOrWhiteSpace(named)
            ? AuthenticationFailure.Create("other_user", "A signed request of a chat service names its user itself. Leave user_context.user_id, user_id and the header X-OpsAgent-User out.")
        : User is not { } user || string.IsNullOrWhiteSpace(named) || UserId.TryParse(named) == user
            ? null
            : AuthenticationFailure.Create(
                "other_user",
                $"The bearer token is {user}'s, but the request names another user. Leave user_context.user_id, user_id and the header X-OpsAgent-User out.",
                user);
}
