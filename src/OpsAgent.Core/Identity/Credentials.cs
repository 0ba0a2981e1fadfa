namespace OpsAgent.Core.Identity;

/// <summary>What a request presents; null for what it does not. Never logged, never stored: its text says nothing.</summary>
public sealed record Credentials(string? ApiKey, string? BearerToken)
{
    public override string ToString() => nameof(Credentials);
}
