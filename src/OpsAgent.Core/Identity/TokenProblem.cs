namespace OpsAgent.Core.Identity;

/// <summary>Why a bearer token was refused.</summary>
public enum TokenProblem
{
    /// <summary>Not a signed JWT of bounded size.</summary>
    Malformed,

    /// <summary>Unsigned, or signed with an algorithm that is not accepted.</summary>
    Algorithm,

    /// <summary>From another issuer.</summary>
    Issuer,

    /// <summary>Signed with a key that the issuer does not publish.</summary>
    UnknownKey,

    Signature,

    /// <summary>For another audience.</summary>
    Audience,

    Expired,

    NotYetValid,

    /// <summary>The user claim is missing or no e-mail address.</summary>
    NoUser,

    /// <summary><c>email_verified</c> is not true.</summary>
    UnverifiedUser,

    /// <summary>The issuer's keys cannot be read.</summary>
    IssuerUnreachable,
}
