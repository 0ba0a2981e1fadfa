namespace OpsAgent.Chat.Model;

/// <summary>Why a model gave no answer that can be used.</summary>
public enum ModelFailure
{
    /// <summary>For a reason that is none of the others, or that is not known.</summary>
    NoAnswer,

    Throttled,

    AccessDenied,

    /// <summary>AWS does not take the request, for a reason that is none of the others.</summary>
    Refused,

    /// <summary>Its provider asks each account once what the model is for, and this one has not said.</summary>
    UseCaseMissing,

    /// <summary>It is to end, and served no longer to accounts that have not used it lately.</summary>
    Legacy,

    EndOfLife,

    /// <summary>It is not known in the Region, or only as an inference profile.</summary>
    NotInRegion,

    /// <summary>The conversation does not fit into it.</summary>
    TooLong,

    TimedOut,

    /// <summary>Its answer is longer than it may be.</summary>
    CutOff,

    /// <summary>It asked for tools again and again.</summary>
    Endless,
}
