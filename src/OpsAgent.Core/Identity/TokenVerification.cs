namespace OpsAgent.Core.Identity;

/// <summary>What became of a bearer token; closed.</summary>
public abstract record TokenVerification
{
    private TokenVerification()
    {
    }

    /// <summary>The issuer says that the bearer is this user.</summary>
    /// <param name="AtConsole">Whether it made the token for the web console's own client, where people sign in themselves.</param>
    public sealed record Verified(UserId User, bool AtConsole = false) : TokenVerification;

    /// <param name="Problem">The first thing that does not hold.</param>
    /// <param name="Claimed">The user that the token names, proved by nothing: for the audit alone.</param>
    public sealed record Refused(TokenProblem Problem, UserId? Claimed = null) : TokenVerification;
}
