using System.Text.Json.Nodes;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>What the authorizer and the handlers' own door do alike: check credentials, and say who was refused and why.</summary>
public static class AuthenticationStep
{
    /// <summary>The HTTP status while nobody can be checked: neither the caller's fault nor an answer to them.</summary>
    public const int ClosedStatus = 503;

    /// <returns>What the credentials prove; never in contradiction to the header that names a user.</returns>
    public static async Task<Outcome<AuthenticationResult>> CheckAsync(Authenticator authenticator, APIGatewayProxyRequest request, CancellationToken cancellationToken)
    {
        if (!CredentialHeaders.Read(request).Succeeded(out var credentials, out var refusal)
            || !(await authenticator.CheckAsync(credentials, cancellationToken)).Succeeded(out var authentication, out refusal))
        {
            return refusal;
        }

        return authentication.CheckNamedUser(Headers.Find(request, Headers.User)) is { } contradiction ? contradiction : authentication;
    }

    /// <summary>Tells a caller who could not be checked, and the log what could not be read.</summary>
    public static Refusal Closed(AwsException failure, string correlationId, ILambdaLogger log)
    {
        log.LogError($"ERROR {correlationId} nobody is admitted: {failure.Message}");
        return new Refusal(
            failure.Code,
            $"OpsAgent cannot read its settings, so it admits nobody. Try again in a minute; GET /health says more, and an administrator finds {correlationId} in the log.");
    }

    /// <summary>Adds to an audit entry from where it came and, for a caller who was refused, whom they claim to be and why not.</summary>
    /// <param name="person">Null where nobody is known: then the claim is recorded.</param>
    public static void Describe(JsonObject details, APIGatewayProxyRequest request, Refusal? error, Person? person)
    {
        details["source_ip"] = request.RequestContext?.Identity?.SourceIp;
        details["gateway_request_id"] = request.RequestContext?.RequestId;
        if (error?.Code is not (ErrorCode.AuthenticationFailed or ErrorCode.UserNotAuthorized) || person is not null)
        {
            return;
        }

        // The route as it is defined: what was refused may stand in the path as well.
        details["route"] = $"{request.HttpMethod} {request.Resource}";
        details["presented"] = Presented(request);
        details["reason"] = Detail(error, AuthenticationFailure.Reason);
        details["claimed_user"] = Detail(error, AuthenticationFailure.User) ?? Claimed(request)?.Value;
    }

    private static string Presented(APIGatewayProxyRequest request) =>
        Headers.Find(request, Headers.SignedRequest) is not null ? "signed_request"
        : (Headers.Find(request, CredentialHeaders.Authorization), Headers.Find(request, Headers.ApiKey)) switch
        {
            (null, null) => "nothing",
            (null, _) => "api_key",
            (_, null) => "authorization",
            _ => "authorization and api_key",
        };

    private static string? Detail(Refusal error, string name) =>
        error.Details is { } details && details.TryGetProperty(name, out var value) ? value.GetString() : null;

    // An e-mail address or nothing: whatever else stands where a name belongs may be the secret itself.
    private static UserId? Claimed(APIGatewayProxyRequest request) =>
        UserId.TryParse(
            JsonBody.Read(request).Succeeded(out var body, out _) && RequestUser.Take(request, body).Succeeded(out var named, out _)
                ? named.Name
                : Headers.Find(request, Headers.User));
}
