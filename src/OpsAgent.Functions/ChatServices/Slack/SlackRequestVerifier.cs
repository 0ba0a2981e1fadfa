using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// <see cref="ISignedRequestVerifier"/> for Slack: the signature <c>v0</c> over timestamp and raw body, by either signing secret of a
/// rotation; at most five minutes old; of this installation's app and workspaces.
/// </summary>
internal sealed class SlackRequestVerifier(IParameterStore parameters, TimeProvider time) : ISignedRequestVerifier
{
    private const int MaxTimestampLength = 12;

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    // Slack's clock may be ahead of this one.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    public async Task<Outcome<VerifiedRequest>> VerifyAsync(SignedRequest request, CancellationToken cancellationToken)
    {
        if (!(await CheckSignatureAsync(request, cancellationToken)).Succeeded(out var slack, out var refusal))
        {
            return refusal;
        }

        var settings = await SlackSettings.ReadAsync(parameters, cancellationToken);
        return settings is null ? AuthenticationFailure.Create("no_slack", $"{ParameterNames.Slack} names no Slack app, so nothing of Slack's is taken here.")
            // A request that names no app is of the one whose secret signed it.
            : slack.AppId is { } app && app != settings.AppId ? AuthenticationFailure.Create("wrong_app", "The request is of another Slack app.")
            : !slack.InstalledIn().Any(settings.TeamIds.Contains) ? AuthenticationFailure.Create("wrong_workspace", "The request is of another Slack workspace.")
            : slack.Account is not { } account ? AuthenticationFailure.Create("no_user", "The request names no user of Slack's.")
            : new VerifiedRequest(account, InPerson: true, slack.Decision);
    }

    /// <summary>That Slack signed it for this app, and just now; not whose it is.</summary>
    /// <exception cref="AwsException">The secret cannot be read.</exception>
    public async Task<Outcome<SlackRequest>> CheckSignatureAsync(SignedRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Source: RequestSource.Slack, Timestamp: { Length: <= MaxTimestampLength } timestamp }
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return AuthenticationFailure.Create("no_credentials", "The request has no signature of Slack's.");
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (seconds < now - (long)MaxAge.TotalSeconds || seconds > now + (long)ClockSkew.TotalSeconds)
        {
            return AuthenticationFailure.Create("expired", "The request is older than five minutes, or its clock is ahead.");
        }

        var secrets = (await parameters.ReadAsync(ParameterNames.SlackSigningSecret, cancellationToken) ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (secrets.Length == 0)
        {
            return AuthenticationFailure.Create("no_slack", $"{ParameterNames.SlackSigningSecret} holds no secret, so nothing of Slack's is taken here.");
        }

        var (signed, given) = (Encoding.UTF8.GetBytes($"v0:{timestamp}:{request.Body}"), Encoding.UTF8.GetBytes(request.Proof));
        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(Signature(secret, signed), given);
        }

        return !matches ? AuthenticationFailure.Create("wrong_signature", "The request's signature does not hold.")
            : SlackRequest.Read(request.Body) is { } slack ? slack
            : AuthenticationFailure.Create("malformed_request", "The request is none of Slack's forms.");
    }

    private static byte[] Signature(string secret, byte[] signed) =>
        Encoding.ASCII.GetBytes($"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}");
}
