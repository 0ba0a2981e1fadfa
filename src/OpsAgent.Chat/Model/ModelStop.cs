namespace OpsAgent.Chat.Model;

/// <summary>Why a model stopped. Only what it finished is used.</summary>
public enum ModelStop
{
    /// <summary>It has said what it had to say.</summary>
    Finished,

    /// <summary>It waits for tools.</summary>
    Tools,

    /// <summary>At the longest answer that it may give.</summary>
    CutOff,

    /// <summary>Its context is full.</summary>
    TooLong,

    /// <summary>Filtered, or for a reason that is not known.</summary>
    Other,
}
