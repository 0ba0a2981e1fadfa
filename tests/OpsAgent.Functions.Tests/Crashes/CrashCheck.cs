namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>What must hold for every write, whatever happens.</summary>
public enum CrashCheck
{
    /// <summary>It reaches an end within the hour, and no execution goes on waiting.</summary>
    NeverLost,

    /// <summary>One request is one proposal, one execution, one change.</summary>
    NeverTwice,

    /// <summary>When the change is made, the store holds a fresh approval of it by enough people who may.</summary>
    NeverUnapproved,

    /// <summary>The chain is whole, and holds an event for every effect.</summary>
    AlwaysAudited,
    LeaseIsFree,
    RequesterIsTold,

    /// <summary>What is recorded and told is what happened to the target.</summary>
    TruthIsTold,

    /// <summary>It ends in a way that this path may end, and undisturbed in the one that it must.</summary>
    EndsAsItMay,

    /// <summary>The stored states go along the arrows of the design; a terminal one never changes.</summary>
    KeepsToTheDesign,

    /// <summary>Whoever may not decide, or not in this way, gets the refusal that says so.</summary>
    RefusesWhoMayNot,
}
