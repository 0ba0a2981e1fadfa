using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.ChatServices.Teams;

namespace OpsAgent.Functions.ChatServices;

/// <summary>
/// Takes the request of the job that ChatWorker has in hand and no other. ChatWebhooks has verified it, and nobody else may
/// invoke ChatWorker; what comes of it is no decision, and Proposals verifies the request itself.
/// </summary>
internal sealed class JobVerifier : ISignedRequestVerifier
{
    // Of one invocation: a local host runs several at once.
    private readonly AsyncLocal<ChatJob?> _job = new();

    /// <summary>Holds for what is called from where it is set.</summary>
    public ChatJob? Job
    {
        get => _job.Value;
        set => _job.Value = value;
    }

    public Task<Outcome<VerifiedRequest>> VerifyAsync(SignedRequest request, CancellationToken cancellationToken) => Task.FromResult<Outcome<VerifiedRequest>>(
        Job is { } job && job.Request == request && ChatAccount.TryParse(job.Account) is { } account && account.Source == request.Source
            ? new VerifiedRequest(account, InPerson: !TeamsRequestVerifier.IsOutgoingWebhook(request))
            : AuthenticationFailure.Create("other_request", "This is not the request that ChatWebhooks handed over."));
}
