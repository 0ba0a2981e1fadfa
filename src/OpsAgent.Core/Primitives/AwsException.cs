using OpsAgent.Core.Text;

namespace OpsAgent.Core.Primitives;

/// <summary>
/// A failed call to AWS or to the simulated cloud. The message names action and resource and may be shown to callers; it
/// MUST NOT contain credentials, request ids of other callers, or raw response bodies.
/// </summary>
public sealed class AwsException : Exception
{
    public AwsException(ErrorCode code, string action, string resource, string message, Exception? inner = null)
        : base(Sanitizer.Text(message), inner) => (Code, Action, Resource) = (code, action, resource);

    /// <summary>One of the <c>AWS_*</c> codes, <c>RESOURCE_NOT_FOUND</c>, <c>POLICY_DENIED</c> when AWS refuses a change, <c>VALIDATION_ERROR</c> when it does not take what a read asks for, <c>RESOURCE_BUSY</c> for too many concurrent changes, or <c>OUTCOME_UNKNOWN</c>.</summary>
    public ErrorCode Code { get; }

    /// <summary>The IAM action, such as <c>ec2:RebootInstances</c>.</summary>
    public string Action { get; }

    /// <summary>The id or ARN of the resource.</summary>
    public string Resource { get; }

    /// <summary>True when nothing was done and a later retry may succeed.</summary>
    public bool IsThrottling => Code is ErrorCode.AwsThrottled;

    public Refusal ToRefusal() => new(Code, Message);
}
