namespace OpsAgent.Core.Identity;

/// <summary>
/// Says whose bearer token a text is. An implementation MUST refuse a token unless signature, algorithm, issuer,
/// audience, times and user claim all hold, MUST refuse when it cannot tell, MUST bound what a token can make it do,
/// and MUST NOT throw because of a token.
/// </summary>
public interface ITokenVerifier
{
    Task<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken);

    /// <summary>For health: MUST throw when no token can be verified now.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
