using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Api.Authorizer;

/// <summary>
/// What API Gateway asks before each request of a route with <see cref="Route.HasAuthorizer"/> (REQUEST type, never cached):
/// <list type="table">
/// <item><term>credentials that do not hold</term><description>throws <see cref="UnauthorizedException"/>: 401</description></item>
/// <item><term>a user whom nobody allowed</term><description>Deny: 403</description></item>
/// <item><term>too many failures from one source</term><description>Deny with the code RATE_LIMITED: 403, since an authorizer cannot answer 429</description></item>
/// <item><term>else</term><description>Allow, for the method that was called and nothing else</description></item>
/// </list>
/// Sees headers and query, no body. The functions trust none of its answers: they check again.
/// </summary>
public sealed class AuthorizerFunction(
    AgentOptions options, Authenticator authenticator, RateLimits rates, IParameterStore parameters, IAuditTrail audit, AuditEventFactory eventFactory, IdSource ids)
{
    /// <exception cref="UnauthorizedException">The caller is nobody.</exception>
    /// <exception cref="AwsException">The settings cannot be read, or not in time.</exception>
    public async Task<APIGatewayCustomAuthorizerResponse> HandleAsync(APIGatewayCustomAuthorizerRequest request, ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        var sent = EventOf(request);
        var correlationId = ids.NewCorrelationId();
        try
        {
            if ((await AdmitAsync(sent, deadline.Work)).Succeeded(out var pass, out var refusal))
            {
                return IsPlain(request.MethodArn)
                    ? Answer("Allow", request.MethodArn, pass, await parameters.ReadAsync(ParameterNames.UsagePlanKey, deadline.Work))
                    : Denied(request.MethodArn, NotPlain, correlationId);
            }

            await AuditAsync(sent, refusal, correlationId, lambdaContext, deadline.Answer);
            var told = await RateLimitStep.SlowAsync(rates, sent, refusal, deadline.Answer) ?? refusal;
            return told.Code is ErrorCode.AuthenticationFailed ? throw new UnauthorizedException() : Denied(request.MethodArn, told, correlationId);
        }
        catch (AwsException e)
        {
            _ = AuthenticationStep.Closed(e, correlationId, lambdaContext.Logger);
            throw;
        }
        catch (OperationCanceledException e) when (deadline.Work.IsCancellationRequested)
        {
            var exceeded = InvocationDeadline.Exceeded(e);
            _ = AuthenticationStep.Closed(exceeded, correlationId, lambdaContext.Logger);
            throw exceeded;
        }
    }

    private async Task<Outcome<Pass>> AdmitAsync(APIGatewayProxyRequest sent, CancellationToken cancellationToken)
    {
        if (!(await AuthenticationStep.CheckAsync(authenticator, sent, cancellationToken)).Succeeded(out var authentication, out var refusal))
        {
            return refusal;
        }

        var named = NamedBy(sent);
        if (authentication.User is null && named is null)
        {
            // The body may name the user; the function that reads it asks.
            return new Pass(null, IdentityKind.Asserted);
        }

        return (await authenticator.IdentifyAsync(authentication, named, RequestSource.Api, cancellationToken)).Succeeded(out var caller, out refusal)
            ? new Pass(caller.UserId, caller.Person.Identity)
            : refusal;
    }

    // As the functions do it: a GET's query names the user before the header does.
    private static string? NamedBy(APIGatewayProxyRequest sent) =>
        sent.HttpMethod == "GET" && JsonBody.Read(sent).Succeeded(out var query, out _) && RequestUser.Take(sent, query).Succeeded(out var named, out _)
            ? named.Name
            : Headers.Find(sent, Headers.User);

    private async Task AuditAsync(APIGatewayProxyRequest sent, Refusal refusal, string correlationId, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var details = new JsonObject { ["message"] = refusal.Message };
        AuthenticationStep.Describe(details, sent, refusal, null);
        var type = refusal.Code is ErrorCode.AuthenticationFailed ? AuditEventType.AuthenticationFailed : AuditEventType.AuthorizationDenied;
        try
        {
            await new RequestAudit(correlationId, audit, eventFactory).AppendAsync(
                new AuditSubject(correlationId, options.Mode), new AuditEntry(type, WireName.Of(refusal.Code), details.ToElement()), cancellationToken);
        }
        catch (Exception e) when (e is AuditWriteException or OperationCanceledException)
        {
            // Refused it stays.
            lambdaContext.Logger.LogError($"ERROR {correlationId} audit not written: {e.Message}");
        }
    }

    private static APIGatewayCustomAuthorizerResponse Denied(string? methodArn, Refusal refusal, string correlationId)
    {
        var answer = Answer("Deny", string.IsNullOrEmpty(methodArn) ? "*" : methodArn, new Pass(null, IdentityKind.Asserted), null);

        // For the gateway's own 403: $context.authorizer.code and so on.
        answer.Context = new APIGatewayCustomAuthorizerContextOutput
        {
            ["code"] = WireName.Of(refusal.Code),
            ["message"] = refusal.Message,
            ["correlation_id"] = correlationId,
        };
        return answer;
    }

    private static APIGatewayCustomAuthorizerResponse Answer(string effect, string methodArn, Pass pass, string? usageKey) => new()
    {
        PrincipalID = pass.User?.Value ?? "api-key",
        PolicyDocument = new APIGatewayCustomAuthorizerPolicy
        {
            Statement = [new APIGatewayCustomAuthorizerPolicy.IAMPolicyStatement { Effect = effect, Action = ["execute-api:Invoke"], Resource = [methodArn] }],
        },
        Context = new APIGatewayCustomAuthorizerContextOutput
        {
            ["user"] = pass.User?.Value ?? string.Empty,
            ["identity"] = pass.Identity is IdentityKind.Verified ? "verified" : "asserted",
        },
        UsageIdentifierKey = string.IsNullOrWhiteSpace(usageKey) ? null! : usageKey.Trim(),
    };

    private static Refusal NotPlain { get; } = new(ErrorCode.UserNotAuthorized, "You may not call a path with * ? or $ in it, or none.");

    // The ARN ends with the path that the caller chose, and a policy reads * ? and ${} as patterns.
    private static bool IsPlain(string? methodArn) => !string.IsNullOrEmpty(methodArn) && methodArn.AsSpan().IndexOfAny('*', '?', '$') < 0;

    private static APIGatewayProxyRequest EventOf(APIGatewayCustomAuthorizerRequest request) => new()
    {
        HttpMethod = request.HttpMethod ?? string.Empty,
        Path = request.Path ?? string.Empty,
        Resource = request.RequestContext?.ResourcePath ?? request.Path,
        Headers = request.Headers,
        QueryStringParameters = request.QueryStringParameters,
        RequestContext = request.RequestContext,
    };

    /// <param name="User">Null where the body may name one.</param>
    private sealed record Pass(UserId? User, IdentityKind Identity);
}
