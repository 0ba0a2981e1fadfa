namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>What IAM makes of a request.</summary>
public enum Decision
{
    /// <summary>No statement allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement denies it, and nothing can outweigh that.</summary>
    ExplicitDeny,

    /// <summary>Every kind of policy that applies allows it.</summary>
    Allow,
}
