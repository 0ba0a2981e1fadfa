namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>The ways that a write can go, each of which must survive whatever happens at every moment.</summary>
public enum CrashPath
{
    Approve,
    ApproveScaling,

    /// <summary>AWS throttles the first attempt, which did nothing.</summary>
    ApproveThrottled,

    /// <summary>AWS does not answer the reboot.</summary>
    ApproveBroken,
    Deny,
    Withdraw,
    Expire,

    /// <summary>The target lacks a required tag.</summary>
    Untagged,

    /// <summary>The tag is taken off while people decide.</summary>
    Drift,

    /// <summary>The service is scaled by somebody else while people decide.</summary>
    PlanChanged,

    /// <summary>A kill switch is pressed while people decide.</summary>
    KillSwitch,

    /// <summary>Approved, under a policy whose budget has room for this one.</summary>
    LastOfABudget,

    /// <summary>Two must approve; one of them does it again by another channel.</summary>
    Quorum,

    /// <summary>Two must approve, and only one does, by three channels.</summary>
    QuorumOfOne,

    /// <summary>The requester approves by every channel.</summary>
    OwnApproval,

    /// <summary>The approver names another plan than this one's.</summary>
    OtherPlan,

    /// <summary>Approved a second after the window has closed, before the heartbeat ends the wait.</summary>
    TooLate,

    /// <summary>Approved in the last second; the callback is lost and the wait times out.</summary>
    LastSecond,

    /// <summary>Approved; the callback is lost, and the Reconciler delivers it.</summary>
    CallbackLost,

    /// <summary>Proposed again by the same key while Pending, decided by the new token, which is used again afterwards.</summary>
    ProposeAgain,

    /// <summary>AWS refuses the change already when it is tried.</summary>
    PreflightRejected,
    DryRun,

    /// <summary>The service never settles and is set back.</summary>
    Revert,

    /// <summary>Somebody stops the execution before anybody was asked, the Reconciler closes, then it is redriven.</summary>
    StoppedValidating,

    /// <summary>Stopped while it waits for people.</summary>
    StoppedWaiting,

    /// <summary>Stopped before it acts, closed by Reconciler, then redriven.</summary>
    StoppedActing,

    /// <summary>Stopped while it verifies, closed by Reconciler, then redriven.</summary>
    StoppedVerifying,

    /// <summary>Stopped before it acts and redriven at once.</summary>
    RedrivenSoon,

    /// <summary>Stopped before it acts and redriven when the approval is too old, before the Reconciler has seen it.</summary>
    RedrivenLate,
}
