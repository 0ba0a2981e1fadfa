using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Api;

/// <summary>
/// Everything about writes: propose, decide, look. Every decision, whatever face it comes by, goes through here.
/// </summary>
public sealed class ProposalsFunction(Catalogue catalogue, Proposer proposer, Decider decider, ProposalReader reader)
{
    public Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken) => (call.Method, call.Path) switch
    {
        ("POST", ["operations", "propose"]) => ProposeEnvelopeAsync(call, cancellationToken),
        ("POST", ["operations", "approve"]) => ApproveAsync(call, cancellationToken),
        ("POST", ["operations", "deny"]) => EndAsync(call, "deny_action", decider.DenyAsync, cancellationToken),
        ("POST", ["operations", "withdraw"]) => EndAsync(call, "withdraw_action", decider.WithdrawAsync, cancellationToken),
        ("POST", ["operations", var name]) => ProposeAsync(name, call.Body, call, cancellationToken),
        ("GET", ["operations", "proposals"]) => reader.ListAsync(cancellationToken),
        ("GET", ["operations", "proposals", var id]) => reader.ShowAsync(id, cancellationToken),
        _ => Task.FromResult<Outcome<ApiBody>>(ApiCall.NoSuchRoute(string.Join('/', call.Path))),
    };

    private Task<Outcome<ApiBody>> ProposeEnvelopeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (Fault(call, "propose_action") is { } fault)
        {
            return Task.FromResult<Outcome<ApiBody>>(fault);
        }

        if (Envelope.Parameters(call.Body).Thaw() is not JsonObject parameters)
        {
            return Task.FromResult<Outcome<ApiBody>>(ParameterSet.Invalid("parameters", "must be a JSON object", Envelope.Parameters(call.Body)));
        }

        var action = parameters["action"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        parameters.Remove("action");
        return ProposeAsync(action, parameters.Freeze(), call, cancellationToken);
    }

    private async Task<Outcome<ApiBody>> ProposeAsync(string? action, JsonElement parameters, ApiCall call, CancellationToken cancellationToken)
    {
        if (!catalogue.Find<WriteOperation>(action, "action").Succeeded(out var operation, out var refusal)
            || !operation.Parameters.Validate(parameters).Succeeded(out var arguments, out refusal)
            || !(await proposer.ProposeAsync(operation, arguments, call.IdempotencyKey, call.Request, cancellationToken)).Succeeded(out var proposed, out refusal))
        {
            return refusal;
        }

        return ProposalAnswers.ToPropose(proposed);
    }

    private async Task<Outcome<ApiBody>> ApproveAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (Fault(call, "approve_action") is { } fault)
        {
            return fault;
        }

        if (!DecisionParameters.Read(Envelope.Parameters(call.Body), withReason: false).Succeeded(out var decision, out var refusal)
            || !(await decider.ApproveAsync(decision.Reference, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal))
        {
            return refusal;
        }

        return ProposalAnswers.ToApprove(proposal);
    }

    private static async Task<Outcome<ApiBody>> EndAsync(
        ApiCall call,
        string operation,
        Func<ProposalReference, string, RequestContext, CancellationToken, Task<Outcome<Proposal>>> end,
        CancellationToken cancellationToken)
    {
        if (Fault(call, operation) is { } fault)
        {
            return fault;
        }

        if (!DecisionParameters.Read(Envelope.Parameters(call.Body), withReason: true).Succeeded(out var decision, out var refusal)
            || !(await end(decision.Reference, decision.Reason!, call.Request, cancellationToken)).Succeeded(out var proposal, out refusal))
        {
            return refusal;
        }

        return ProposalAnswers.ToEnd(proposal);
    }

    private static Refusal? Fault(ApiCall call, string operation) =>
        Envelope.Fault(call.Body)
        ?? (call.Text("operation") == operation
            ? null
            : new Refusal(ErrorCode.UnknownOperation, $"This route takes the operation {operation}."));
}
