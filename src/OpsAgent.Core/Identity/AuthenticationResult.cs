using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>What credentials prove: who the user is, or only that the client is one of ours.</summary>
/// <param name="User">The user in whose name the issuer speaks; null where the client names the user.</param>
/// <param name="AtConsole">Whether the user signed in to the web console.</param>
public sealed record AuthenticationResult(UserId? User, bool AtConsole = false)
{
    /// <summary>By API key: the client may name anybody.</summary>
    public static AuthenticationResult OfClient { get; } = new((UserId?)null);

    /// <returns>Null, or the refusal of a request that names another person than the one who is proved.</returns>
    public Refusal? Contradicts(string? named) =>
        User is not { } user || string.IsNullOrWhiteSpace(named) || UserId.TryParse(named) == user
            ? null
            : AuthenticationFailure.Because(
                "other_user",
                $"The bearer token is {user}'s, but the request names another user. Leave user_context.user_id, user_id and the header X-OpsAgent-User out.",
                user);
}
