namespace OpsAgent.Core.Identity;

/// <summary>The credentials of a request, each null if absent. Never logged or stored; ToString reveals nothing.</summary>
public sealed record Credentials(string? ApiKey, string? BearerToken)
{
    public override string ToString() => nameof(Credentials);
}
