using System.Globalization;
using System.Text;
using System.Text.Json;

using FsCheck;
using FsCheck.Fluent;

using OpsAgent.Core.Tests.Primitives;

namespace OpsAgent.Core.Tests;

/// <summary>A JSON value that can be written in many ways. Names of one object differ.</summary>
public sealed record AnyJson(JsonValueKind Kind, string Text, IReadOnlyList<KeyValuePair<string, AnyJson>> Members)
{
    private static readonly string[] Spaces = ["", "", " ", "\n", "\t ", "\r\n  "];

    /// <summary>One way of writing it: another order of members, white space and escapes for another seed.</summary>
    public string Written(uint seed)
    {
        var text = new StringBuilder();
        Write(text, ref seed);
        return text.ToString();
    }

    public JsonElement Element() => Test.Json(Written(0));

    public override string ToString() => Written(0);

    private void Write(StringBuilder to, ref uint seed)
    {
        Space(to, ref seed);
        switch (Kind)
        {
            case JsonValueKind.Object or JsonValueKind.Array:
                to.Append(Kind is JsonValueKind.Object ? '{' : '[');
                var turn = Kind is JsonValueKind.Object && Members.Count > 0 ? (int)(Next(ref seed) % (uint)Members.Count) : 0;
                for (var i = 0; i < Members.Count; i++)
                {
                    var (name, value) = Members[(i + turn) % Members.Count];
                    to.Append(i == 0 ? "" : ",");
                    Space(to, ref seed);
                    if (Kind is JsonValueKind.Object)
                    {
                        Quote(to, name, ref seed);
                        Space(to, ref seed);
                        to.Append(':');
                    }

                    value.Write(to, ref seed);
                }

                to.Append(Kind is JsonValueKind.Object ? '}' : ']');
                break;
            case JsonValueKind.String:
                Quote(to, Text, ref seed);
                break;
            default:
                to.Append(Text);
                break;
        }

        Space(to, ref seed);
    }

    private static void Quote(StringBuilder to, string text, ref uint seed)
    {
        to.Append('"');
        foreach (var c in text)
        {
            var plain = c is >= ' ' and not '"' and not '\\' and < '\u007f';
            to.Append(plain && Next(ref seed) % 3 > 0 ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"));
        }

        to.Append('"');
    }

    private static void Space(StringBuilder to, ref uint seed) => to.Append(Spaces[Next(ref seed) % (uint)Spaces.Length]);

    private static uint Next(ref uint seed) => (seed = (seed * 1664525) + 1013904223) >> 16;
}

public static class AnyJsons
{
    /// <summary>Texts with what goes wrong most: quotes, escapes, controls, beyond ASCII, beyond the first plane.</summary>
    public static readonly Gen<string> Texts =
        from parts in Gen.ListOf(Gen.Elements("", "a", "b", "A", "\"", "\\", "/", "\n", "\0", "é", "e\u0301", "\u2028", "\U0001F680", "1", " ", "<"))
        select string.Concat(parts.Take(4));

    private static readonly Gen<AnyJson> Leaves = Gen.OneOf(
        Texts.Select(t => new AnyJson(JsonValueKind.String, t, [])),
        Gen.Elements("0", "-0", "1", "1.0", "1e2", "100", "-12.5E-3", "9007199254740993").Select(t => new AnyJson(JsonValueKind.Number, t, [])),
        Gen.Elements(
            new AnyJson(JsonValueKind.True, "true", []), new AnyJson(JsonValueKind.False, "false", []), new AnyJson(JsonValueKind.Null, "null", [])));

    public static Arbitrary<AnyJson> Arbitrary() => Arb.From(Of(3));

    private static Gen<AnyJson> Of(int depth) => depth == 0 ? Leaves : Gen.Frequency(
        (2, Leaves),
        (2, Members(depth).Select(m => new AnyJson(JsonValueKind.Array, "", m))),
        (3, Members(depth).Select(m => new AnyJson(JsonValueKind.Object, "", [.. m.DistinctBy(p => p.Key)]))));

    private static Gen<List<KeyValuePair<string, AnyJson>>> Members(int depth) =>
        from count in Gen.Choose(0, 4)
        from names in Gen.ArrayOf(Texts, count)
        from values in Gen.ArrayOf(Of(depth - 1), count)
        select names.Zip(values, KeyValuePair.Create).ToList();
}
