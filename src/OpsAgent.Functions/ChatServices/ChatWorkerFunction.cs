using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.ChatServices;

/// <summary>
/// The slow half of the chat services.
/// <list type="table">
/// <listheader><term>event</term><description>what is done</description></listheader>
/// <item><term>a <see cref="ChatJob"/></term><description>it is answered, by the service's own API</description></item>
/// <item><term>a job of an outgoing webhook of Teams'</term><description>the answer is the result: ChatWebhooks waits for it</description></item>
/// <item><term>records of the approvals table's stream</term><description>the messages that show the proposals are brought up to date</description></item>
/// <item><term>any other</term><description>nothing; it is logged</description></item>
/// </list>
/// What fails is thrown, so that Lambda runs the event again: a job twice, records until they are too old.
/// </summary>
internal sealed class ChatWorkerFunction(ChatHandlers handlers, IProposalChanges stream, IReadOnlyDictionary<RequestSource, Func<ChatConversation, IChatServiceReplies>> services)
{
    public async Task<string> HandleAsync(JsonElement input, ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        var (conversation, log) = (new ChatConversation(handlers, lambdaContext, deadline), lambdaContext.Logger);
        if (input.ValueKind is JsonValueKind.Object && input.TryGetProperty("Records", out _))
        {
            await UpdateAsync(stream.Read(input), [.. services.Values.Select(s => s(conversation))], log, deadline.Work);
        }
        else if (JobIn(input) is { } job && services.TryGetValue(job.Request.Source, out var service))
        {
            var replies = service(conversation);
            if (replies is TeamsReplies teams && TeamsRequestVerifier.IsOutgoingWebhook(job.Request))
            {
                return (await teams.AnswerAsync(job, deadline.Work)).ToJsonString();
            }

            await replies.ReplyAsync(job, log, deadline.Work);
        }
        else
        {
            log.LogError($"ERROR {lambdaContext.AwsRequestId} an event was dropped: it is neither a job of a chat service that is known here nor records of the approvals table.");
        }

        return "done";
    }

    // Of a proposal that changed twice the later state is shown, and what fails for one holds up no other.
    private static async Task UpdateAsync(ChangedProposals changes, IReadOnlyList<IChatServiceReplies> services, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (changes.Unreadable > 0)
        {
            log.LogError($"ERROR {changes.Unreadable} changed proposals cannot be read and were passed over.");
        }

        var failures = new List<Exception>();
        foreach (var proposal in changes.Proposals.GroupBy(p => p.Id).Select(g => g.MaxBy(p => p.Version)!))
        {
            foreach (var service in services)
            {
                try
                {
                    await service.UpdateAsync(proposal, log, cancellationToken);
                }
#pragma warning disable CA1031 // Whatever it is, the others are still told, and it is thrown below.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    log.LogError($"ERROR {proposal.Id} not shown: {e.Message}");
                    failures.Add(e);
                }
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Not every message could be brought up to date.", failures);
        }
    }

    private static ChatJob? JobIn(JsonElement input)
    {
        try
        {
            return input.ValueKind is JsonValueKind.Object ? input.Deserialize(ChatJobJson.Default.ChatJob) : null;
        }
        catch (JsonException)
        {
            // Its message may repeat the job.
            return null;
        }
    }
}
