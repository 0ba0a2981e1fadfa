namespace OpsAgent.Core.Identity;

/// <summary>The credentials of a request, each null if absent. Never logged or stored; ToString reveals nothing.</summary>
/// <param name="Signed">A request of a chat service, which stands alone: with a key or token beside it, it is refused.</param>
public sealed record Credentials(string? ApiKey, string? BearerToken, SignedRequest? Signed = null)
{
    public override string ToString() => nameof(Credentials);
}
