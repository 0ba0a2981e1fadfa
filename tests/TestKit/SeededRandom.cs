using System.Security.Cryptography;

namespace OpsAgent.TestKit;

/// <summary>The same bytes for the same seed (SplitMix64): ids and tokens of a test repeat.</summary>
public sealed class SeededRandom(ulong seed) : RandomNumberGenerator
{
    private readonly Lock _gate = new();
    private ulong _state = seed;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        lock (_gate)
        {
            foreach (ref var value in data)
            {
                value = (byte)Next();
            }
        }
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
