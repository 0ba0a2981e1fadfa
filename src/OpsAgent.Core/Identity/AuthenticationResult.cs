using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>What credentials prove: the user, or only a known client.</summary>
/// <param name="User">The user of a bearer token; null for an API key, whose client names the user.</param>
/// <param name="AtConsole">Whether the user signed in to the web console.</param>
public sealed record AuthenticationResult(UserId? User, bool AtConsole = false)
{
    /// <summary>Authenticated by API key: the client may name any user.</summary>
    public static AuthenticationResult ClientOnly { get; } = new((UserId?)null);

    /// <returns>Null, or the refusal of a request that names another user than its bearer token.</returns>
    public Refusal? CheckNamedUser(string? named) =>
        User is not { } user || string.IsNullOrWhiteSpace(named) || UserId.TryParse(named) == user
            ? null
            : AuthenticationFailure.Create(
                "other_user",
                $"The bearer token is {user}'s, but the request names another user. Leave user_context.user_id, user_id and the header X-OpsAgent-User out.",
                user);
}
