namespace OpsAgent.Functions.Tests.Schedules;

public enum ActKind
{
    Propose,
    Approve,
    Deny,
    Withdraw,

    /// <summary>Time passes for everybody.</summary>
    Clock,

    /// <summary>Step Functions' own end of the wait, if it is due.</summary>
    Heartbeat,

    Reconciler,

    /// <summary>A SendTaskSuccess by hand that says approved.</summary>
    ForgedCallback,

    /// <summary>The callback of the proposal as it is, once more or too early.</summary>
    Callback,

    /// <summary>A step of the state machine is delivered again.</summary>
    Redeliver,

    /// <summary>Somebody changes the target behind OpsAgent's back.</summary>
    Drift,

    /// <summary>AWS throttles the next change.</summary>
    Throttle,
}
