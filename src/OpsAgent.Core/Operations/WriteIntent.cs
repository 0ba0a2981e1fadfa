namespace OpsAgent.Core.Operations;

public enum WriteIntent
{
    /// <summary>Try rights and request; change nothing.</summary>
    Validate,

    /// <summary>Make the change.</summary>
    Execute,
}
