using System.Buffers;
using System.Buffers.Binary;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>A hash by which a digest names an event, in 32 bytes: a million of them have to fit.</summary>
public readonly record struct NamedHash
{
    private const int Length = 64;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private NamedHash(ReadOnlySpan<byte> bytes)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <returns>The hash; of a text that is none, the text's SHA-256.</returns>
    public static NamedHash Of(string hash) => TryParse(hash, out var named) || TryParse(DigestPart.HashOf(hash), out named) ? named : default;

    public static bool TryParse(ReadOnlySpan<char> text, out NamedHash hash)
    {
        hash = default;
        if (text.Length != Length || text.ContainsAnyExcept(Digits))
        {
            return false;
        }

        hash = new NamedHash(Convert.FromHexString(text));
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length / 2];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _fourth);
        return Convert.ToHexStringLower(bytes);
    }
}
