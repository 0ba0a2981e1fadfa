namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a metric did within a window.</summary>
public enum TrendDirection
{
    /// <summary>Too few datapoints to say.</summary>
    Unknown,

    Steady,
    StepUp,
    StepDown,
    Rising,
    Falling,

    /// <summary>It has datapoints only since some moment: AWS sends no zero for many counts.</summary>
    Began,

    /// <summary>It had datapoints until some moment.</summary>
    Ended,
}
