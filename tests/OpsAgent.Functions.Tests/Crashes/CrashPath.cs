namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>The ways that a write can go, each of which must survive a crash at every moment.</summary>
public enum CrashPath
{
    Approve,
    ApproveScaling,
    ApproveThrottled,
    ApproveBroken,
    Deny,
    Withdraw,
    Expire,
    Untagged,
    Drift,
}
