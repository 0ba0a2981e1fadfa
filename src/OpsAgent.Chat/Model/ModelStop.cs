namespace OpsAgent.Chat.Model;

public enum ModelStop
{
    /// <summary>It has said what it had to say.</summary>
    Finished,

    /// <summary>It waits for tools.</summary>
    Tools,

    /// <summary>Cut off, filtered, or for a reason that is not known: its answer is not used.</summary>
    Other,
}
