using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;

namespace OpsAgent.Functions.ChatServices;

/// <summary>How ChatWorker answers a job of one chat service.</summary>
internal interface IChatServiceReplies
{
    Task ReplyAsync(ChatJob job, ILambdaLogger log, CancellationToken cancellationToken);

    /// <summary>As ChatWorker knows a changed proposal. MUST show nothing older than what is shown already.</summary>
    Task UpdateAsync(Proposal proposal, ILambdaLogger log, CancellationToken cancellationToken);
}
