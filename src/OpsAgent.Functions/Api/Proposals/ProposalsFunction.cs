using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>
/// Everything about writes: propose, decide, look. Every decision, whatever face it comes by, goes through here.
/// </summary>
/// <param name="uses">Counts how often a chat service's signed decision was used.</param>
public sealed class ProposalsFunction(OperationCatalog catalog, Proposer proposer, Decider decider, ProposalReader reader, DecisionRightsReader rights, IRateCounter uses)
{
    /// <summary>The last segment of a route that no gateway has: what proposing it would be. Chat asks it for drafts.</summary>
    public const string Preview = "preview";

    // A look names its proposal in the path.
    private static readonly ParameterSet NoParameters = new([]);

    public Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken) => (call.Method, call.Path) switch
    {
        ("POST", ["operations", "propose"]) => InEnvelope(call, "propose_action", parameters => ProposeAsync(parameters, call, cancellationToken)),
        ("POST", ["operations", "approve"]) => InEnvelope(call, "approve_action", parameters => ApproveAsync(parameters, call, cancellationToken)),
        ("POST", ["operations", "deny"]) => InEnvelope(call, "deny_action", parameters => EndAsync(parameters, call, decider.DenyAsync, cancellationToken)),
        ("POST", ["operations", "withdraw"]) => InEnvelope(call, "withdraw_action", parameters => EndAsync(parameters, call, decider.WithdrawAsync, cancellationToken)),
        ("POST", ["operations", "adopt"]) => InEnvelope(call, "adopt_action", parameters => AdoptAsync(parameters, call, cancellationToken)),
        ("POST", ["operations", "break_glass"]) => InEnvelope(call, "break_glass_action", parameters => BreakGlassAsync(parameters, call, cancellationToken)),
        ("POST", ["operations", "review_break_glass"]) => InEnvelope(call, "review_break_glass_action", parameters => ReviewAsync(parameters, call, cancellationToken)),
        ("POST", ["operations", "propose_again"]) => ProposeAgainAsync(call, cancellationToken),
        ("POST", ["operations", "approve_action"]) => ApproveAsync(call.Body, call, cancellationToken),
        ("POST", ["operations", "deny_action"]) => EndAsync(call.Body, call, decider.DenyAsync, cancellationToken),
        ("POST", ["operations", "withdraw_action"]) => EndAsync(call.Body, call, decider.WithdrawAsync, cancellationToken),
        ("POST", ["operations", var name, Preview]) => PreviewAsync(name, call, cancellationToken),
        ("POST", ["operations", var name]) => ProposeAsync(name, call.Body, call, cancellationToken),
        ("GET", ["operations", "proposals"]) => ReadAsync(call, () => reader.ListAsync(call.Request.Caller, cancellationToken)),
        ("GET", ["operations", "proposals", var id]) => ReadAsync(call, () => ShowAsync(id, call, cancellationToken)),
        _ => Task.FromResult<Outcome<ApiBody>>(ApiCall.NoSuchRoute(string.Join('/', call.Path))),
    };

    private static async Task<Outcome<ApiBody>> ReadAsync(ApiCall call, Func<Task<Outcome<ApiBody>>> look) =>
        NoParameters.Validate(call.Body).Succeeded(out _, out var refusal) ? await look() : refusal;

    private static Task<Outcome<ApiBody>> InEnvelope(ApiCall call, string operation, Func<JsonElement, Task<Outcome<ApiBody>>> handle) =>
        ValidateEnvelope(call, operation) is { } fault ? Task.FromResult<Outcome<ApiBody>>(fault) : handle(Envelope.Parameters(call.Body));

    private Task<Outcome<ApiBody>> ProposeAsync(JsonElement given, ApiCall call, CancellationToken cancellationToken)
    {
        if (given.ToNode() is not JsonObject parameters)
        {
            return Task.FromResult<Outcome<ApiBody>>(ParameterSet.Invalid("parameters", "must be a JSON object", given));
        }

        var action = parameters["action"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        parameters.Remove("action");
        return ProposeAsync(action, parameters.ToElement(), call, cancellationToken);
    }

    private async Task<Outcome<ApiBody>> ProposeAsync(string? action, JsonElement parameters, ApiCall call, CancellationToken cancellationToken)
    {
        if (!catalog.Find<WriteOperation>(action, "action").Succeeded(out var operation, out var refusal)
            || !operation.Parameters.Validate(parameters).Succeeded(out var arguments, out refusal)
            || !(await proposer.ProposeAsync(operation, arguments, call.IdempotencyKey, call.IfMatch, call.Request, cancellationToken)).Succeeded(out var proposed, out refusal))
        {
            return refusal;
        }

        return ProposalResponses.ToPropose(proposed, rights.Of(proposed.Proposal, call.Request.Caller));
    }

    private async Task<Outcome<ApiBody>> ProposeAgainAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (!DecisionParameters.ReadAgain(call.Body).Succeeded(out var again, out var refusal))
        {
            return refusal;
        }

        // Before the proposal is looked for, as with any other.
        if (proposer.CheckRequester(call.Request.Caller) is { } lacking)
        {
            return lacking;
        }

        if (!(await reader.FindAsync(again.Id, cancellationToken)).Succeeded(out var ended, out refusal)
            || !catalog.Find<WriteOperation>(ended.Plan.Operation, "operation").Succeeded(out var operation, out refusal)
            || !(await proposer.ProposeAgainAsync(ended, operation, again.PlanHash, call.Request, cancellationToken)).Succeeded(out var proposed, out refusal))
        {
            return refusal;
        }

        return ProposalResponses.ToPropose(proposed, rights.Of(proposed.Proposal, call.Request.Caller));
    }

    /// <summary>The first look of somebody who might approve it is remembered; one that cannot be is a look all the same.</summary>
    private async Task<Outcome<ApiBody>> ShowAsync(string id, ApiCall call, CancellationToken cancellationToken)
    {
        var shown = await reader.ShowAsync(id, call.Request.Caller, cancellationToken);
        if (Headers.Find(call.Event, Headers.Quiet) is null && shown.Succeeded(out var body, out _) && body.Content.Value is ProposalPageAnswer { MayDecide: true, FirstSeenAt: null, Proposal: var proposal })
        {
            try
            {
                await decider.MarkSeenAsync(proposal, call.Request, cancellationToken);
            }
            catch (AwsException e)
            {
                call.Log.LogWarning($"{call.Request.CorrelationId} the first look at {id} was not stored: {e.Message}");
            }
        }

        return shown;
    }

    private async Task<Outcome<ApiBody>> PreviewAsync(string action, ApiCall call, CancellationToken cancellationToken)
    {
        if (!catalog.Find<WriteOperation>(action, "action").Succeeded(out var operation, out var refusal)
            || !operation.Parameters.Validate(call.Body).Succeeded(out var arguments, out refusal)
            || !(await proposer.PreviewAsync(operation, arguments, call.Request, cancellationToken)).Succeeded(out var preview, out refusal))
        {
            return refusal;
        }

        // A look: no operation was run.
        return new ApiBody(ApiContent.Of(new PreviewAnswer(preview), ApiJson.Default.PreviewAnswer), Target: preview.Plan.Target.Arn);
    }

    private async Task<Outcome<ApiBody>> ApproveAsync(JsonElement parameters, ApiCall call, CancellationToken cancellationToken)
    {
        if (!DecisionParameters.Read(parameters, withReason: false).Succeeded(out var decision, out var refusal)
            || !(await SpendAsync(call, cancellationToken)).Succeeded(out _, out refusal)
            || !(await decider.ApproveAsync(decision.Reference, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal))
        {
            return refusal;
        }

        return ProposalResponses.ToApprove(proposal);
    }

    private async Task<Outcome<ApiBody>> AdoptAsync(JsonElement parameters, ApiCall call, CancellationToken cancellationToken)
    {
        if (!DecisionParameters.ReadAdoption(parameters).Succeeded(out var reference, out var refusal)
            || !(await SpendAsync(call, cancellationToken)).Succeeded(out _, out refusal)
            || !(await decider.AdoptAsync(reference, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal))
        {
            return refusal;
        }

        return ProposalResponses.ToApprove(proposal);
    }

    private async Task<Outcome<ApiBody>> BreakGlassAsync(JsonElement parameters, ApiCall call, CancellationToken cancellationToken) =>
        DecisionParameters.ReadBreakGlass(parameters).Succeeded(out var given, out var refusal)
            && (await decider.BreakGlassAsync(given.Reference, given.Incident, given.Reason, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal)
            ? ProposalResponses.ToApprove(proposal)
            : refusal;

    private async Task<Outcome<ApiBody>> ReviewAsync(JsonElement parameters, ApiCall call, CancellationToken cancellationToken) =>
        DecisionParameters.ReadReview(parameters).Succeeded(out var given, out var refusal)
            && (await decider.ReviewBreakGlassAsync(given.Id, given.PlanHash, given.Note, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal)
            ? ProposalResponses.ToEnd(proposal)
            : refusal;

    private async Task<Outcome<ApiBody>> EndAsync(
        JsonElement parameters,
        ApiCall call,
        Func<ProposalReference, string, RequestContext, CancellationToken, Task<Outcome<Proposal>>> end,
        CancellationToken cancellationToken)
    {
        if (!DecisionParameters.Read(parameters, withReason: true).Succeeded(out var decision, out var refusal)
            || !(await SpendAsync(call, cancellationToken)).Succeeded(out _, out refusal)
            || !(await end(decision.Reference, decision.Reason!, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal))
        {
            return refusal;
        }

        return ProposalResponses.ToEnd(proposal);
    }

    /// <summary>
    /// A signed decision decides once: whoever sees it on its way, and sends it again, decides nothing. After its parameters, so that
    /// a reason that was refused can be written anew in the same form.
    /// </summary>
    private async Task<Outcome<ApiCall>> SpendAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (call.Request.Caller.Decision is not { } signed || ProposalId.TryParse(signed.ProposalId) is not { } id)
        {
            return call;
        }

        // The window of the proposal's own minute, which is the same however late it comes and outlives the decision's.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signed.UseKey)));
        return await uses.CountAsync($"decision#{key}", RateWindow.At(Ulid.TimeOf(id.Value)), cancellationToken) == 1
            ? call
            : new Refusal(ErrorCode.AlreadyDecided, "This was sent before, and counts once. The proposal's message says how it stands; to decide again, press its button again.");
    }

    private static Refusal? ValidateEnvelope(ApiCall call, string operation) =>
        Envelope.Validate(call.Body)
        ?? (call.Text("operation") == operation
            ? null
            : new Refusal(ErrorCode.UnknownOperation, $"This route takes the operation {operation}."));
}
