namespace OpsAgent.Core.Identity;

/// <summary>Why a bearer token does not count.</summary>
public enum TokenProblem
{
    /// <summary>Not a signed JWT of bounded size.</summary>
    Malformed,

    /// <summary>Signed in a way that is not accepted, or not at all.</summary>
    Algorithm,

    /// <summary>Of another issuer.</summary>
    Issuer,

    /// <summary>Signed with a key that the issuer does not publish.</summary>
    UnknownKey,

    Signature,

    /// <summary>Meant for another application.</summary>
    Audience,

    Expired,

    NotYetValid,

    /// <summary>Names no user by an e-mail address.</summary>
    NoUser,

    /// <summary>The issuer has not verified the user's address.</summary>
    UnverifiedUser,

    /// <summary>The issuer's keys cannot be had, so nobody can tell.</summary>
    IssuerUnreachable,
}
