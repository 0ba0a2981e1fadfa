namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>The decision of IAM about a request.</summary>
public enum Decision
{
    /// <summary>No statement allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement denies it, which overrides any allow.</summary>
    ExplicitDeny,

    /// <summary>Every kind of policy that applies allows it.</summary>
    Allow,
}
