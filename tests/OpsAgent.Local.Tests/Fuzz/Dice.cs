namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>The same numbers for the same seed and index, in every process and version (SplitMix64).</summary>
internal sealed class Dice(int seed, int index)
{
    private ulong _state = ((ulong)(uint)seed << 32) | (uint)index;

    public int Next() => (int)(Draw() >> 33);

    /// <returns>From 0, and less than <paramref name="end"/>; 0 where there is nothing to choose from.</returns>
    public int Next(int end) => end == 0 ? 0 : (int)(Draw() % (uint)end);

    public int Next(int from, int end) => from + Next(end - from);

    public void NextBytes(Span<byte> bytes)
    {
        foreach (ref var value in bytes)
        {
            value = (byte)Draw();
        }
    }

    private ulong Draw()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
