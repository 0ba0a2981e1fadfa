using System.Text.Json.Nodes;

using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>Values that break readers, as JSON text: not every one of them is JSON.</summary>
internal static class Hostile
{
    public static string Json(Dice random) => random.Next(14) switch
    {
        0 => Pick(random, Odd),
        1 => new string('9', random.Next(1, 3000)),
        2 => Repeated("[", random.Next(1, 200), "]"),
        3 => Repeated("{\"a\":", random.Next(1, 200), "}", "1"),
        4 => $"\"{new string('A', random.Next(1, 20_000))}\"",
        5 => $"\"{Pick(random, Escapes)}\"",
        6 => Quoted(Pick(random, Corpus.Secrets).Text),
        7 => $"[{string.Join(',', Enumerable.Repeat("1", random.Next(1, 2000)))}]",
        8 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(1, 900)).Select(i => $"\"k{i}\":0"))}}}",
        9 => Quoted(new string([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(0, 0x10000))])),
        10 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => Quoted(Pick(random, Corpus.Injections)),
    };

    public static string Text(Dice random) => random.Next(4) switch
    {
        0 => Pick(random, Corpus.Secrets).Text,
        1 => new string((char)random.Next(1, 0xD800), random.Next(1, 400)),
        _ => Pick(random, Corpus.Injections),
    };

    public static T Pick<T>(Dice random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    private static string Repeated(string open, int levels, string close, string inner = "") =>
        string.Concat(Enumerable.Repeat(open, levels)) + inner + string.Concat(Enumerable.Repeat(close, levels));

    private static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-0", "-1", "1.0", "1e2", "1e999999", "-1e-999999", "2147483648", "-2147483649", "9223372036854775808", "1E+2", "01", "+1", ".5", "NaN",
        "Infinity", "\"\"", "\" \"", "[]", "{}", "[null]", "{\"\":\"\"}", "'x'", "undefined", "\"\\ud83d\"", "\"\\u0000\"", "\"\\ufeff\"", "\"\u202e\"", "\"\ufeff\"", "/* */1",
        "[1,]", "{\"a\":1,\"a\":2}", "\"unterminated", "\"tab\tin text\"", "\"new\nline\"",
    ];

    private static readonly string[] Escapes =
        ["\\ud800", "\\udc00x", "\\ud83d\\ud83d", "\\x41", "\\u00", "\\u0000", "\\u202e", "\\u2066", "\\uFEFF", "\\uFFFF", "\\u0085", "\\u001b[2J", "\\r\\n", "\\/", "\\"];
}
