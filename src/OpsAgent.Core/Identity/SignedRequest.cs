namespace OpsAgent.Core.Identity;

/// <summary>
/// A request as a chat service sent it, with its proof: passed on unchanged, so that each function that must know who asks
/// checks it itself. Never logged or stored; ToString reveals nothing.
/// </summary>
/// <param name="Source"><see cref="RequestSource.Slack"/> or <see cref="RequestSource.Teams"/>.</param>
/// <param name="Body">The raw body, byte for byte as text.</param>
/// <param name="Proof">Slack's X-Slack-Signature, or Teams' Authorization header.</param>
/// <param name="Timestamp">Slack's X-Slack-Request-Timestamp; null from Teams.</param>
public sealed record SignedRequest(RequestSource Source, string Body, string Proof, string? Timestamp = null)
{
    public override string ToString() => nameof(SignedRequest);
}
