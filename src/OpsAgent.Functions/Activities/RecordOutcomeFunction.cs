using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>The last step of every path: stores the final status and notifies the requester.</summary>
public sealed class RecordOutcomeFunction(ProposalContextLoader contexts, INotifier notifier)
{
    /// <summary>The errors whose messages are written for people; any other message may hold what they must not see.</summary>
    private static readonly HashSet<string> ErrorsForPeople =
    [
        nameof(AlreadyDecided), nameof(ApprovalInvalid), nameof(ExecutionFailed), nameof(GuardrailRejected), nameof(NotSettled), nameof(TargetNotFound), nameof(TransientAwsError),
    ];

    public async Task<RecordOutcomeResult> HandleAsync(StepInput input, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input, FunctionNames.RecordOutcome, cancellationToken);
        var transition = await contexts.FinishAsync(context, FailureOf(input.Run), RequestSource.Workflow, hasEnded: false, cancellationToken);
        if (transition is Transition.Refused refused)
        {
            throw new NotSettled(await contexts.RefuseAsync(context, FunctionNames.RecordOutcome, refused.Refusal.Message.TrimEnd('.'), cancellationToken));
        }

        var message = OutcomeMessage.ToRequester(transition.Proposal);
        await notifier.NotifyAsync(new Notice(NoticeKind.Outcome, transition.Proposal, message), cancellationToken);

        // A notifier whose time is over says so in the log alone; the next attempt tells the requester.
        cancellationToken.ThrowIfCancellationRequested();
        return new RecordOutcomeResult(WireName.Of(transition.Proposal.Status), message);
    }

    /// <returns>The error that the state machine caught, or null: the cause of a function error is JSON with the exception's message.</returns>
    private static Refusal? FailureOf(JsonElement? run)
    {
        if (run is not { ValueKind: JsonValueKind.Object } state
            || !state.TryGetProperty("error", out var error) || error.ValueKind is not JsonValueKind.Object
            || !error.TryGetProperty("Cause", out var cause) || cause.ValueKind is not JsonValueKind.String)
        {
            return null;
        }

        var name = error.TryGetProperty("Error", out var type) ? TextOf(type) : "an error";
        return new Refusal(
            name switch
            {
                nameof(TransientAwsError) => ErrorCode.AwsServiceError,
                // A step refused when the proposal could no longer be rejected.
                nameof(GuardrailRejected) or nameof(TargetNotFound) or nameof(ApprovalInvalid) => ErrorCode.PolicyDenied,
                _ => ErrorCode.InternalError,
            },
            ErrorsForPeople.Contains(name)
                ? $"A step of the workflow failed with {name}: {MessageIn(TextOf(cause))}"
                : $"A step of the workflow failed with {name}. The history of the execution says more.");
    }

    // Half a surrogate pair cannot be read as text.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            return "an unreadable text";
        }
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
