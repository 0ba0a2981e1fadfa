using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Identity;

/// <summary>
/// Checks requests of chat services. MUST check the signature by the secret or the key of the service, the age by its own
/// clock, and that the request is for this installation's app, workspace or tenant; MUST answer AUTHENTICATION_FAILED else.
/// </summary>
public interface ISignedRequestVerifier
{
    /// <exception cref="AwsException">The secret cannot be read: nobody is admitted.</exception>
    Task<Outcome<VerifiedRequest>> VerifyAsync(SignedRequest request, CancellationToken cancellationToken);
}
