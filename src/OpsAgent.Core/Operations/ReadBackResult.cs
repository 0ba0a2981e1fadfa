namespace OpsAgent.Core.Operations;

/// <summary>What the target shows of a change whose own result was lost.</summary>
public enum ReadBackResult
{
    /// <summary>It shows nothing: the change may have been made or not.</summary>
    CannotTell,

    /// <summary>The target is as the change leaves it.</summary>
    Done,

    /// <summary>The target is as it was before, and making the change now is no repetition.</summary>
    NotDone,
}
