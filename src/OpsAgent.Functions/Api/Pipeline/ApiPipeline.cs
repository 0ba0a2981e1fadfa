using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Core.Text;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>
/// Every authenticated route goes through it: who, what, and in the end an answer whatever happened. Ends each
/// request's own audit chain with one event, but for polls that succeed; what changes a proposal is audited in the proposal's chain.
/// </summary>
/// <param name="source">Where the requests come from, but for those of one function of ours to another.</param>
public sealed class ApiPipeline(
    AgentOptions options, Authenticator authenticator, RateLimits rates, IAuditTrail audit, AuditEventFactory eventFactory, IdSource ids, TimeProvider time, RequestSource source = RequestSource.Api)
{
    private const int MaxMethodLength = 20;

    private readonly Cors _cors = new(options.AllowedOrigins);

    /// <param name="rewrite">Puts the answer into another protocol's words, given what was refused; null for none.</param>
    public async Task<APIGatewayProxyResponse> AnswerAsync(
        APIGatewayProxyRequest request,
        ILambdaContext lambdaContext,
        InvocationDeadline deadline,
        Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle,
        Func<APIGatewayProxyResponse, Refusal?, APIGatewayProxyResponse>? rewrite = null)
    {
        var correlationId = ids.NewCorrelationId();
        var started = time.GetTimestamp();
        var subject = new AuditSubject(correlationId, options.Mode);
        var trail = new RequestAudit(correlationId, audit, eventFactory);
        ApiBody body;
        var isChecked = false;
        try
        {
            var admitted = await AdmitAsync(request, correlationId, trail, lambdaContext.Logger, deadline);
            isChecked = true;
            if (admitted.Succeeded(out var call, out var refusal))
            {
                subject = call.Request.Subject();
                body = await RunAsync(call, async (c, stop) => await RateLimitStep.RefuseAsync(rates, c, c.Log) is { } tooMany ? tooMany : await handle(c, stop));
            }
            else
            {
                body = new ApiBody(ApiContent.None, refusal);
            }
        }
        catch (AwsException e)
        {
            body = new ApiBody(ApiContent.None, AuthenticationStep.Closed(e, correlationId, lambdaContext.Logger));
        }
        catch (OperationCanceledException e) when (deadline.Work.IsCancellationRequested)
        {
            body = new ApiBody(ApiContent.None, AuthenticationStep.Closed(InvocationDeadline.Exceeded(e), correlationId, lambdaContext.Logger));
        }
#pragma warning disable CA1031 // No input may end in a 500 or a stack trace; what it was goes to the log.
        catch (Exception e)
#pragma warning restore CA1031
        {
            body = new ApiBody(ApiContent.None, Broken(e, correlationId, lambdaContext.Logger));
        }

        subject = subject with { Duration = time.GetElapsedTime(started), Operation = body.Operation, Target = body.Target, ProposalId = body.Proposal };
        if (body is not { IsPoll: true, Error: null })
        {
            await AuditAsync(request, body, subject, trail, lambdaContext, deadline.Answer);
        }

        // After the audit, which keeps what it was and not that it was slowed.
        var error = subject.Person is null ? await RateLimitStep.SlowAsync(rates, request, body.Error, deadline.Answer) : body.Error;
        var answer = ApiResponses.Of(body.Content, error, options.Mode, correlationId, time.GetUtcNow(), isChecked ? null : AuthenticationStep.ClosedStatus, body.Unreadable);
        return _cors.Mark(request, rewrite is null ? answer : rewrite(answer, error));
    }

    /// <summary>A request inside another one, which was counted, as chat makes them: carried out and audited as if it had come by its own route.</summary>
    /// <param name="call">In the name, the trail and the correlation of the outer one.</param>
    /// <param name="by">Who chose it: <c>parser</c>, <c>model</c> or <c>mcp</c>.</param>
    public async Task<ApiBody> InsideAsync(ApiCall call, string by, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle)
    {
        var started = time.GetTimestamp();
        var body = await RunAsync(call, handle);
        var details = new JsonObject
        {
            ["route"] = $"{call.Method} {LoggablePath.Of($"/{string.Join('/', call.Path)}")}",
            ["chosen_by"] = by,
            ["message"] = body.Error?.Message,
        };
        var subject = call.Request.Subject() with { Duration = time.GetElapsedTime(started), Operation = body.Operation, Target = body.Target, ProposalId = body.Proposal };
        if (body is not { IsPoll: true, Error: null })
        {
            await AppendAsync(body, details, subject, call.Trail, call.Log, call.Deadline.Answer);
        }

        return body;
    }

    private static async Task<ApiBody> RunAsync(ApiCall call, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle)
    {
        try
        {
            if (!(await handle(call, call.Deadline.Work)).Succeeded(out var answer, out var refusal))
            {
                return new ApiBody(ApiContent.None, refusal);
            }

            if (answer.Unreadable > 0)
            {
                call.Log.LogError($"ERROR {call.Request.CorrelationId} {answer.Unreadable} stored records cannot be read and were passed over.");
            }

            return answer;
        }
        catch (AwsException e)
        {
            return new ApiBody(ApiContent.None, e.ToRefusal());
        }
        catch (UnreadableRecordException e)
        {
            call.Log.LogError($"ERROR {call.Request.CorrelationId} {e.Message}");
            return new ApiBody(ApiContent.None, e.ToRefusal());
        }
        catch (OperationCanceledException e) when (call.Deadline.Work.IsCancellationRequested)
        {
            call.Log.LogError($"ERROR {call.Request.CorrelationId} given up: the invocation has no time left.");
            return new ApiBody(ApiContent.None, InvocationDeadline.Exceeded(e).ToRefusal());
        }
#pragma warning disable CA1031 // As above: a request inside another one must not end the outer one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new ApiBody(ApiContent.None, Broken(e, call.Request.CorrelationId, call.Log));
        }
    }

    private static Refusal Broken(Exception error, string correlationId, ILambdaLogger log)
    {
        log.LogError($"ERROR {correlationId} {error}");
        return new Refusal(
            ErrorCode.InternalError,
            $"Something went wrong inside OpsAgent and it may not have done what you asked. Ask an administrator to look for {correlationId} in the log.");
    }

    private async Task<Outcome<ApiCall>> AdmitAsync(
        APIGatewayProxyRequest request, string correlationId, RequestAudit trail, ILambdaLogger log, InvocationDeadline deadline)
    {
        var cancellationToken = deadline.Work;
        var from = Headers.Find(request, Headers.Source) == WireName.Of(RequestSource.Mcp) ? RequestSource.Mcp : source;
        if (!(await AuthenticationStep.CheckAsync(authenticator, request, cancellationToken)).Succeeded(out var authentication, out var refusal)
            || !JsonBody.Read(request).Succeeded(out var body, out refusal)
            || !RequestUser.Take(request, body).Succeeded(out var named, out refusal)
            || !(await authenticator.IdentifyAsync(authentication, named.Name, from, cancellationToken)).Succeeded(out var caller, out refusal))
        {
            return refusal;
        }

        if (Headers.Find(request, Headers.IdempotencyKey) is not null && Headers.FindToken(request, Headers.IdempotencyKey) is null)
        {
            return ParameterSet.Invalid(Headers.IdempotencyKey, "must be 1 to 128 visible ASCII characters", null);
        }

        return new ApiCall(
            request.HttpMethod,
            request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries),
            named.Body,
            Headers.FindToken(request, Headers.IdempotencyKey),
            new RequestContext(caller, correlationId, options.Mode),
            trail,
            log)
        {
            Event = request,
            Deadline = deadline,
            IfMatch = Headers.Find(request, Headers.IfMatch)?.Trim(),
        };
    }

    private static async Task AuditAsync(
        APIGatewayProxyRequest request, ApiBody body, AuditSubject subject, RequestAudit trail, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var details = new JsonObject
        {
            ["route"] = $"{Sanitizer.Truncate(request.HttpMethod, MaxMethodLength)} {LoggablePath.Of(request.Path)}",
            ["client_correlation_id"] = Headers.FindToken(request, Headers.CorrelationId),
            ["message"] = body.Error?.Message,
        };
        AuthenticationStep.Describe(details, request, body.Error, subject.Person);
        await AppendAsync(body, details, subject, trail, lambdaContext.Logger, cancellationToken);
    }

    private static async Task AppendAsync(
        ApiBody body, JsonObject details, AuditSubject subject, RequestAudit trail, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var type = body.Error?.Code switch
        {
            null => body is { Operation: not null, Proposal: null } ? AuditEventType.ToolExecuted : AuditEventType.RequestReceived,
            ErrorCode.AuthenticationFailed => AuditEventType.AuthenticationFailed,
            ErrorCode.UserNotAuthorized or ErrorCode.RoleRequired or ErrorCode.SelfApprovalForbidden or ErrorCode.VerifiedIdentityRequired =>
                AuditEventType.AuthorizationDenied,
            ErrorCode.InternalError or ErrorCode.RecordUnreadable or ErrorCode.AwsServiceError or ErrorCode.AwsAccessDenied or ErrorCode.AwsThrottled => AuditEventType.ErrorOccurred,
            _ => AuditEventType.RequestReceived,
        };
        var entry = new AuditEntry(type, body.Error is { } error ? WireName.Of(error.Code) : "ok", details.ToElement());
        try
        {
            await trail.AppendAsync(subject, entry, cancellationToken);
        }
        catch (Exception e) when (e is AuditWriteException or OperationCanceledException)
        {
            // What changes anything has an audit event of its own, so an answer may go out without this one.
            log.LogError($"ERROR {subject.CorrelationId} audit not written: {e.Message}");
        }
    }
}
