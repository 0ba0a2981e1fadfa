using System.Net;
using System.Net.Sockets;

using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>What <see cref="RateLimits"/> means for an HTTP request.</summary>
internal static class RateLimitStep
{
    private const int PrefixOfOneSite = 64;

    /// <returns>Null when the request may go on.</returns>
    public static Task<Refusal?> RefuseAsync(RateLimits rates, ApiCall call, ILambdaLogger log) => rates.RequestAsync(
        call.Request.Caller,
        OnlyLooksOrStops(call),
        why => log.LogError($"ERROR {call.Request.CorrelationId} request not counted: {why}"),
        call.Deadline.Work);

    /// <returns>What an unknown caller is told: why, or, after too many failures from where they are, only to wait.</returns>
    public static async Task<Refusal?> SlowAsync(RateLimits rates, APIGatewayProxyRequest request, Refusal? why, CancellationToken cancellationToken)
    {
        if (why is not { Code: ErrorCode.AuthenticationFailed or ErrorCode.UserNotAuthorized })
        {
            return why;
        }

        try
        {
            return await rates.FailureAsync(SourceOf(request), why, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Not counted, and refused all the same.
            return why;
        }
    }

    // A route that is not here is one that may change something.
    private static bool OnlyLooksOrStops(ApiCall call) =>
        call.Method == "GET" || call.Path is ["operations", "diagnostic" or "deny" or "deny_action" or "withdraw" or "withdraw_action"];

    // API Gateway's own word for the peer, never a header that the peer wrote. One site has 2^64 addresses of IPv6.
    private static string SourceOf(APIGatewayProxyRequest request)
    {
        if (!IPAddress.TryParse(request.RequestContext?.Identity?.SourceIp, out var address))
        {
            return $"key {Headers.Find(request, Headers.ApiKey)}";
        }

        return address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, PrefixOfOneSite / 8))
            : address.MapToIPv4().ToString();
    }
}
