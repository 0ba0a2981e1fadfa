namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>How many of a path's moments are disturbed.</summary>
public enum CrashExtent
{
    /// <summary>One of each name, such as <c>ExecuteAction: after AssumeRole</c>, in one way each, the ways in turn.</summary>
    Sample,

    /// <summary>One of each name, in every way.</summary>
    EachName,

    /// <summary>All, also where they differ by the clock alone.</summary>
    Every,
}
