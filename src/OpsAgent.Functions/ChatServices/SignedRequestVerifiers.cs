using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices;

/// <summary>Checks each request by the verifier of its own chat service.</summary>
/// <param name="teams">Null where requests of Teams are not taken.</param>
internal sealed class SignedRequestVerifiers(ISignedRequestVerifier slack, ISignedRequestVerifier? teams = null) : ISignedRequestVerifier
{
    public Task<Outcome<VerifiedRequest>> VerifyAsync(SignedRequest request, CancellationToken cancellationToken) => request.Source switch
    {
        RequestSource.Slack => slack.VerifyAsync(request, cancellationToken),
        RequestSource.Teams when teams is not null => teams.VerifyAsync(request, cancellationToken),
        _ => Task.FromResult<Outcome<VerifiedRequest>>(AuthenticationFailure.Create("no_signed_requests", "Signed requests of that service are not taken here.")),
    };
}
