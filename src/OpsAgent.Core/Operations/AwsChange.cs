namespace OpsAgent.Core.Operations;

/// <summary>
/// One call that changes AWS, as data: a write operation says which, an adapter of each cloud carries it out. Subclasses
/// stand beside their operation and hold the call's own members.
/// </summary>
public abstract record AwsChange
{
    /// <summary>The IAM action it takes, such as <c>ec2:RebootInstances</c>.</summary>
    public abstract string Action { get; }

    /// <summary>What it is done to, as messages name it and as the ARN ends, such as <c>i-0a1b2c3d4e5f60001</c> or <c>production/web</c>.</summary>
    public abstract string Resource { get; }

    /// <summary>The ARNs of the IAM roles that AWS hands to tasks by this call, for which the caller needs iam:PassRole.</summary>
    public virtual IReadOnlyList<string> PassedRoles => [];
}
