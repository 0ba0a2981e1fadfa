using OpsAgent.Core.Text;

namespace OpsAgent.Core.Primitives;

/// <summary>
/// AWS, or the simulated cloud, did not do what was asked. The message names action and resource and may reach a
/// caller's screen; it MUST NOT hold credentials, request ids of other callers, or raw response bodies.
/// </summary>
public sealed class AwsException : Exception
{
    public AwsException(ErrorCode code, string action, string resource, string message, Exception? inner = null)
        : base(Sanitizer.Text(message), inner) => (Code, Action, Resource) = (code, action, resource);

    /// <summary>One of the <c>AWS_*</c> codes, <c>RESOURCE_NOT_FOUND</c>, <c>POLICY_DENIED</c> for a state that AWS refuses, <c>RESOURCE_BUSY</c> for one that too many change at once, or <c>OUTCOME_UNKNOWN</c>.</summary>
    public ErrorCode Code { get; }

    /// <summary>The IAM action that was tried, such as <c>ec2:RebootInstances</c>.</summary>
    public string Action { get; }

    /// <summary>The id or ARN it was tried on.</summary>
    public string Resource { get; }

    /// <summary>True when AWS said that it did nothing and that trying again later may work.</summary>
    public bool IsThrottling => Code is ErrorCode.AwsThrottled;

    public Refusal ToRefusal() => new(Code, Message);
}
