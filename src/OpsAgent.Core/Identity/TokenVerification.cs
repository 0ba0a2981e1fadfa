namespace OpsAgent.Core.Identity;

/// <summary>The result of verifying a bearer token; closed.</summary>
public abstract record TokenVerification
{
    private TokenVerification()
    {
    }

    /// <summary>A valid token of this user.</summary>
    /// <param name="AtConsole">Whether the token was issued to the web console's client.</param>
    public sealed record Verified(UserId User, bool AtConsole = false) : TokenVerification;

    /// <param name="Problem">The first failed check.</param>
    /// <param name="Claimed">The user that the token names, unverified: for the audit only.</param>
    public sealed record Refused(TokenProblem Problem, UserId? Claimed = null) : TokenVerification;
}
