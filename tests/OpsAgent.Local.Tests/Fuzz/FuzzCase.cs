using System.Text;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>One request as bytes. The same seed and index make the same one again.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Bytes">What goes over the wire.</param>
/// <param name="EndsConnection">Its framing is odd: nothing may follow it on the connection, and the server may end it without an answer.</param>
internal sealed record FuzzCase(int Seed, int Index, string Kind, byte[] Bytes, bool EndsConnection)
{
    private const int Shown = 600;

    /// <summary>Its length may be a lie: only the end of the connection ends the wait for the rest.</summary>
    public bool IsFraming => Kind == "framing";

    public bool IsHead => Bytes.AsSpan().StartsWith("HEAD "u8);

    /// <summary>A browser's question before a page's request, whose answer has no body.</summary>
    public bool IsOptions => Bytes.AsSpan().StartsWith("OPTIONS "u8);

    public override string ToString() =>
        $"FuzzSource.Of({Seed}, {Index}), {Kind}, {Bytes.Length} bytes: {Encoding.Latin1.GetString(Bytes, 0, Math.Min(Bytes.Length, Shown)).ReplaceLineEndings("\\n")}";
}
