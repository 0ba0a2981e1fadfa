namespace OpsAgent.EndToEnd.Tests.Kills;

/// <summary>Seeded (SplitMix64), so that a failing run can be played again; used by one task at a time.</summary>
internal sealed class Dice(int seed)
{
    private ulong state = (ulong)seed;

    /// <returns>From 0 to one less than the limit.</returns>
    public int Next(int limit)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}
