using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Activities;

/// <summary>The last step of every path: the final status, and a word to the requester.</summary>
public sealed class RecordOutcomeFunction(CaseFile cases, INotifier notifier)
{
    public async Task<RecordOutcomeResult> HandleAsync(StepInput input, ILambdaContext context)
    {
        var file = await cases.OpenAsync(input.ProposalId, CancellationToken.None);
        var transition = await cases.ApplyAsync(file.Proposal, new ProposalCommand.Finish(FailureOf(input.Run)), Channel.Workflow, CancellationToken.None);
        var message = OutcomeWords.Of(transition.Proposal);
        await notifier.NotifyAsync(new Notice(NoticeKind.Outcome, transition.Proposal.Id, message), CancellationToken.None);
        return new RecordOutcomeResult(StatusWord.Of(transition.Proposal.Status), message);
    }

    /// <summary>What the machine caught: the cause of a function error is JSON with the exception's message.</summary>
    private static Refusal? FailureOf(JsonElement? run)
    {
        if (run is not { ValueKind: JsonValueKind.Object } state
            || !state.TryGetProperty("error", out var error) || error.ValueKind is not JsonValueKind.Object
            || !error.TryGetProperty("Cause", out var cause) || cause.ValueKind is not JsonValueKind.String)
        {
            return null;
        }

        var name = error.TryGetProperty("Error", out var type) ? type.ToString() : "an error";
        return new Refusal(ErrorCode.InternalError, $"A step of the workflow failed with {name}: {MessageIn(cause.GetString()!)}");
    }

    private static string MessageIn(string cause)
    {
        try
        {
            using var document = JsonDocument.Parse(cause);
            return document.RootElement.TryGetProperty("errorMessage", out var message) ? message.ToString() : cause;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return cause;
        }
    }
}
