namespace OpsAgent.Core.Identity;

/// <summary>
/// Verifies bearer tokens. An implementation MUST refuse a token unless signature, algorithm, issuer, audience, lifetime and
/// user claim are valid, MUST refuse when it cannot verify, MUST bound the work that a token can cause, and MUST NOT throw
/// because of a token.
/// </summary>
public interface ITokenVerifier
{
    Task<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken);

    /// <summary>For the health check: MUST throw when no token can be verified now.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
