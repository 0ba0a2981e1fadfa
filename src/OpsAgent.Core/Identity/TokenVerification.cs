namespace OpsAgent.Core.Identity;

/// <summary>The result of verifying a bearer token; closed.</summary>
public abstract record TokenVerification
{
    private TokenVerification()
    {
    }

    /// <summary>A valid token of this user.</summary>
    /// <param name="Client">The client that the token was issued to; null where the claim that says so is absent.</param>
    /// <param name="AtConsole">Whether that is the web console's client.</param>
    /// <param name="SignedInAt">When the user signed in; null where the issuer does not say.</param>
    public sealed record Verified(UserId User, string? Client = null, bool AtConsole = false, DateTimeOffset? SignedInAt = null) : TokenVerification;

    /// <param name="Problem">The first failed check.</param>
    /// <param name="Claimed">The user that the token names, unverified: for the audit only.</param>
    public sealed record Refused(TokenProblem Problem, UserId? Claimed = null) : TokenVerification;
}
