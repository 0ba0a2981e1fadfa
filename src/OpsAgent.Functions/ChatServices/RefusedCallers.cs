using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.ChatServices;

/// <summary>
/// Callers whom a chat service's door refuses: audited as at every other door, and slowed down. Who is let in is audited by the
/// function that does what they ask.
/// </summary>
internal sealed class RefusedCallers(AgentOptions options, RateLimits rates, IAuditTrail audit, AuditEventFactory eventFactory, IdSource ids, TimeProvider time)
{
    /// <summary>The answer to whoever did not sign what they sent. It says no more than that; the audit says why.</summary>
    public Task<APIGatewayProxyResponse> AnswerAsync(APIGatewayProxyRequest request, Refusal why, ILambdaLogger log, CancellationToken cancellationToken) =>
        AnswerAsync(request, why, AuthenticationFailure.Create("not_signed", "Only the chat service of this installation calls here, and signs what it sends."), log, cancellationToken);

    /// <param name="told">What the caller is told in place of why.</param>
    public async Task<APIGatewayProxyResponse> AnswerAsync(
        APIGatewayProxyRequest request, Refusal why, Refusal told, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var correlationId = ids.NewCorrelationId();
        await AuditAsync(request, why, account: null, correlationId, log, cancellationToken);
        return ApiResponses.Of(ApiContent.None, await RateLimitStep.SlowAsync(rates, request, told, cancellationToken), options.Mode, correlationId, time.GetUtcNow());
    }

    /// <summary>Somebody of the chat service whom our own lists do not know.</summary>
    /// <returns>What they are told: why, or, after too many, only to wait.</returns>
    public async Task<Refusal> RecordAsync(APIGatewayProxyRequest request, ChatAccount account, Refusal why, ILambdaLogger log, CancellationToken cancellationToken)
    {
        await AuditAsync(request, why, account, ids.NewCorrelationId(), log, cancellationToken);

        // By the account: all that a chat service sends comes from the same few addresses.
        return await rates.FailureAsync($"account {account}", why, cancellationToken);
    }

    private async Task AuditAsync(
        APIGatewayProxyRequest request, Refusal why, ChatAccount? account, string correlationId, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var details = new JsonObject { ["message"] = why.Message };
        AuthenticationStep.Describe(details, request, why, person: null);
        details["presented"] = "signed_request";
        details["account"] = account?.Value;
        var type = why.Code switch
        {
            ErrorCode.AuthenticationFailed => AuditEventType.AuthenticationFailed,
            ErrorCode.UserNotAuthorized => AuditEventType.AuthorizationDenied,
            _ => AuditEventType.RequestReceived,
        };
        try
        {
            await new RequestAudit(correlationId, audit, eventFactory).AppendAsync(
                new AuditSubject(correlationId, options.Mode), new AuditEntry(type, WireName.Of(why.Code), details.ToElement()), cancellationToken);
        }
        catch (Exception e) when (e is AuditWriteException or OperationCanceledException)
        {
            log.LogError($"ERROR {correlationId} audit not written: {e.Message}");
        }
    }
}
