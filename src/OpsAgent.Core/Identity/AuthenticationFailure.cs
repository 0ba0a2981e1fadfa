using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>Refusals of unauthenticated callers: each with a reason code for programs and the audit, and a message for people.</summary>
public static class AuthenticationFailure
{
    /// <summary>The member of a refusal's details with the reason code.</summary>
    public const string Reason = "reason";

    /// <summary>The member of a refusal's details with the user whom the credentials name.</summary>
    public const string User = "user_id";

    /// <param name="reason">Such as <c>expired</c>.</param>
    /// <param name="message">What is wrong and what to do. It is prefixed with "Authentication failed.", for which metric filters look.</param>
    /// <param name="user">The user that the caller's own credentials name.</param>
    public static Refusal Create(string reason, string message, UserId? user = null)
    {
        var details = new JsonObject { [Reason] = reason };
        if (user is { } named)
        {
            details[User] = named.Value;
        }

        return new Refusal(ErrorCode.AuthenticationFailed, $"Authentication failed. {message}", details.ToElement());
    }

    /// <summary>An authenticated user who is not allowed.</summary>
    public static Refusal NotAllowed(UserId user) => new(
        ErrorCode.UserNotAuthorized,
        $"{user} may not use OpsAgent. Ask an OpsAgent administrator to add you to {ParameterNames.AllowedUsers}.",
        new JsonObject { [Reason] = "not_allowed", [User] = user.Value }.ToElement());

    /// <summary>An address that <see cref="ParameterNames.People"/> gives to more than one person, or to nobody who can be told.</summary>
    public static Refusal TwoPeople(UserId user) => new(
        ErrorCode.UserNotAuthorized,
        $"{user} stands for more than one person in {ParameterNames.People}, so it counts for nobody. Ask an OpsAgent administrator to give it to one.",
        new JsonObject { [Reason] = "two_people", [User] = user.Value }.ToElement());

    /// <summary>A chat account that <see cref="ParameterNames.People"/> gives to nobody, or to more than one person.</summary>
    public static Refusal UnknownAccount(ChatAccount account) => new(
        ErrorCode.UserNotAuthorized,
        $"{account} is nobody's in {ParameterNames.People}. Ask an OpsAgent administrator to add the entry {account}=<your e-mail address>.",
        new JsonObject { [Reason] = "unknown_account", ["account"] = account.Value }.ToElement());

    public static Refusal From(TokenVerification.Refused verdict)
    {
        var (reason, message) = verdict.Problem switch
        {
            TokenProblem.Malformed => ("malformed_token", "The bearer token is not a signed JWT of at most 8 KB. An opaque access token, such as Google's, cannot be checked here: send the ID token, or an access token for OidcAudience."),
            TokenProblem.Algorithm => ("algorithm", "The bearer token is not signed with an algorithm that is accepted here: RS, PS or ES with 256, 384 or 512."),
            TokenProblem.Issuer => ("wrong_issuer", "The bearer token is of another issuer than this deployment's (OidcIssuer)."),
            TokenProblem.UnknownKey => ("unknown_key", "The bearer token is signed with a key that the issuer does not publish. Get a new one."),
            TokenProblem.Signature => ("wrong_signature", "The bearer token's signature does not hold. Get a new one."),
            TokenProblem.Audience => ("wrong_audience", "The bearer token is meant for another application. Get one for this deployment's audience (OidcAudience)."),
            TokenProblem.Expired => ("expired", "The bearer token has expired. Get a new one."),
            TokenProblem.NotYetValid => ("not_yet_valid", "The bearer token is not valid yet. Check the clocks, or wait."),
            TokenProblem.NoUser => ("no_user", "The bearer token names no user by an ASCII e-mail address. Ask an administrator to look at OidcUserClaim, or at whether the issuer puts that claim into this kind of token."),
            TokenProblem.UnverifiedUser => ("unverified_user", "The issuer has not verified the e-mail address in the bearer token (email_verified). Verify it there and get a new token; if the issuer never sends that claim, ask an administrator to look at OidcRequireVerified."),
            _ => ("issuer_unreachable", "The issuer's keys cannot be had, so no bearer token can be checked. Try again in a minute."),
        };
        return Create(reason, message, verdict.Claimed);
    }
}
