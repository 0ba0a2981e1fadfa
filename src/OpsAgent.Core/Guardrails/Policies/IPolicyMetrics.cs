namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>Tells operators what the policy refused, and that it cannot be asked.</summary>
public interface IPolicyMetrics
{
    void PolicyRefused(string rule);

    /// <summary>The policy is broken or cannot be read: every write is refused until it is mended.</summary>
    void PolicyBroken(string reason);
}
