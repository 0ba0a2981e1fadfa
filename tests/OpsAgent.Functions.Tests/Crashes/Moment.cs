namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>A moment at which a worker could die.</summary>
/// <param name="Name">Whose, and before or after which call; the how many-th of the invocation where it makes several.</param>
/// <param name="Version">Which stored state of the proposal it found: two moments of one name and version differ by the clock alone.</param>
internal readonly record struct Moment(string Name, long Version);
