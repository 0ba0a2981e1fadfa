using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// The words of one language, read from its file: what they mean, how numbers and times are said, and the sentences that
/// operations are asked for with. Immutable; reading it takes a few milliseconds, so do it once.
/// </summary>
public sealed class Language
{
    private readonly FrozenDictionary<string, FrozenSet<string>> _terms;
    private readonly FrozenDictionary<string, FrozenSet<string>> _grammar;
    private readonly FrozenDictionary<string, string[]> _endings;
    private readonly FrozenDictionary<string, OperationWords> _operations;

    /// <param name="files">Language files of one language; what a later one says of an operation is added.</param>
    /// <exception cref="JsonException">A file is not one.</exception>
    public Language(params IReadOnlyList<string> files)
    {
        var terms = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var operations = new Dictionary<string, OperationWords>(StringComparer.Ordinal);
        using var file = JsonDocument.Parse(files[0]);
        var root = file.RootElement;
        Read(root, terms, operations);
        foreach (var text in files.Skip(1))
        {
            using var more = JsonDocument.Parse(text);
            Read(more.RootElement, terms, operations);
        }

        _operations = operations.ToFrozenDictionary(StringComparer.Ordinal);
        var (numbers, times) = (root.GetProperty("numbers"), root.GetProperty("times"));
        Numbers = Values(numbers, "words", w => int.Parse(w, CultureInfo.InvariantCulture));
        Factors = Values(numbers, "factors", w => decimal.Parse(w, CultureInfo.InvariantCulture));
        Units = Values(times, "units", w => TimeSpan.FromSeconds(int.Parse(w, CultureInfo.InvariantCulture)));
        DayParts = Values(times, "parts", w => TimeSpan.FromHours(int.Parse(w, CultureInfo.InvariantCulture)));
        Spans = Values(times, "spans", w => w.Split('-') is [var from, var to] ? (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture)) : throw new JsonException(w));
        Weekdays = Values(times, "weekdays", w => (DayOfWeek)int.Parse(w, CultureInfo.InvariantCulture));
        Zones = Values(times, "zones", w => TimeSpan.FromMinutes(int.Parse(w, CultureInfo.InvariantCulture)));
        Calls = Values(root, "calls", w => w);
        Months = Values(times, "months", w => int.Parse(w, CultureInfo.InvariantCulture));
        Environments = Values(root, "environments", w => w);
        foreach (var relation in times.GetProperty("relations").EnumerateObject())
        {
            Add(terms, $"time.{relation.Name}", relation.Value.GetString()!);
        }

        Add(terms, "filters", root.GetProperty("filters").GetString()!);
        foreach (var phrase in Calls.Keys)
        {
            Add(terms, "call", phrase);
        }

        foreach (var phrase in Numbers.Keys.Concat(Factors.Keys).Where(n => n.Contains(' ', StringComparison.Ordinal)))
        {
            Add(terms, "number", phrase);
        }

        var grammar = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var part in root.GetProperty("grammar").EnumerateObject())
        {
            Add(grammar, part.Name, part.Value.GetString()!);
        }

        _grammar = Frozen(grammar);
        _endings = root.GetProperty("endings").EnumerateObject().ToFrozenDictionary(e => e.Name, e => e.Value.GetString()!.Split(", "), StringComparer.Ordinal);
        Common = root.GetProperty("common").GetString()!.Split(' ').ToFrozenSet(StringComparer.Ordinal);
        _terms = Frozen(terms);
        LongestPhrase = terms.Keys.Max(t => t.Count(c => c == ' ') + 1);
        Spelling = new Spelling([.. terms.Keys.Where(t => t.Length >= Spelling.MinLength && t.All(char.IsAsciiLetter))], t => _terms[t]);
    }

    public static Language English { get; } = new(File("en"));

    internal FrozenDictionary<string, int> Numbers { get; }

    internal FrozenDictionary<string, decimal> Factors { get; }

    internal FrozenDictionary<string, TimeSpan> Units { get; }

    internal FrozenDictionary<string, TimeSpan> DayParts { get; }

    /// <summary>The hours of "morning" and its like, of the day on which they begin.</summary>
    internal FrozenDictionary<string, (int From, int To)> Spans { get; }

    internal FrozenDictionary<string, DayOfWeek> Weekdays { get; }

    internal FrozenDictionary<string, int> Months { get; }

    /// <summary>Time zones by their abbreviations, as their distance from UTC.</summary>
    internal FrozenDictionary<string, TimeSpan> Zones { get; }

    /// <summary>The API call that is meant by a word for what was done.</summary>
    internal FrozenDictionary<string, string> Calls { get; }

    /// <summary>Words for the values of the tag Environment.</summary>
    internal FrozenDictionary<string, string> Environments { get; }

    /// <returns>Whether the word, in lower case, ends as words of this sort do.</returns>
    internal bool EndsAs(string sort, string word) => EndingOf(sort, word) is not null;

    /// <returns>The ending, or null.</returns>
    internal string? EndingOf(string sort, string word) => Array.Find(_endings[sort], e => word.EndsWith(e, StringComparison.Ordinal));

    internal int LongestPhrase { get; }

    /// <summary>Words that need no explaining and mean nothing by themselves.</summary>
    internal FrozenSet<string> Common { get; }

    internal Spelling Spelling { get; }

    /// <summary>The text of a language file that comes with the program.</summary>
    public static string File(string code)
    {
        using var stream = typeof(Language).Assembly.GetManifestResourceStream($"{code}.json") ?? throw new ArgumentException($"There is no language \"{code}\".", nameof(code));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <returns>How the operation is spoken of; nothing where the language has no words for it.</returns>
    public OperationWords WordsOf(string operation) => _operations.GetValueOrDefault(operation, OperationWords.None);

    /// <returns>What the word or phrase means, in lower case with one space between words; empty where nothing.</returns>
    internal FrozenSet<string> TermsOf(string phrase) => _terms.GetValueOrDefault(phrase, FrozenSet<string>.Empty);

    /// <returns>The parts that the word or phrase can have in a sentence; empty where none.</returns>
    internal FrozenSet<string> GrammarOf(string phrase) => _grammar.GetValueOrDefault(phrase, FrozenSet<string>.Empty);

    private static FrozenDictionary<string, FrozenSet<string>> Frozen(Dictionary<string, HashSet<string>> words) =>
        words.ToFrozenDictionary(t => t.Key, t => t.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static void Read(JsonElement root, Dictionary<string, HashSet<string>> terms, Dictionary<string, OperationWords> operations)
    {
        if (root.TryGetProperty("words", out var words))
        {
            foreach (var entry in words.EnumerateObject())
            {
                Add(terms, entry.Name, entry.Value.GetString()!);
            }
        }

        foreach (var entry in root.GetProperty("operations").EnumerateObject())
        {
            Add(terms, Verb(entry.Name), Text(entry.Value, "verbs"));
            Add(terms, Past(entry.Name), Text(entry.Value, "past"));
            Add(terms, Noun(entry.Name), Text(entry.Value, "nouns"));
            operations[entry.Name] = new OperationWords(
                Text(entry.Value, "usage"),
                entry.Value.TryGetProperty("examples", out var examples) ? [.. examples.EnumerateArray().Select(e => e.GetString()!)] : [],
                entry.Value.TryGetProperty("ask", out var ask) ? ask.EnumerateObject().ToFrozenDictionary(a => a.Name, a => a.Value.GetString()!, StringComparer.Ordinal) : FrozenDictionary<string, string>.Empty);
        }
    }

    internal static string Verb(string operation) => $"verb.{operation}";

    internal static string Past(string operation) => $"past.{operation}";

    internal static string Noun(string operation) => $"noun.{operation}";

    private static void Add(Dictionary<string, HashSet<string>> terms, string term, string words)
    {
        foreach (var word in words.Split(", ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            (terms.TryGetValue(word, out var known) ? known : terms[word] = new HashSet<string>(StringComparer.Ordinal)).Add(term);
        }
    }

    private static FrozenDictionary<string, T> Values<T>(JsonElement parent, string name, Func<string, T> value) => parent.GetProperty(name).GetString()!
        .Split(", ")
        .Select(w => w.Split('='))
        .ToFrozenDictionary(w => w[0], w => value(w[1]), StringComparer.Ordinal);

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var text) ? text.GetString()! : string.Empty;
}

/// <summary>How one operation is spoken of.</summary>
/// <param name="Usage">A sentence that asks for it, with parameters in braces.</param>
/// <param name="Examples">Phrases to copy.</param>
/// <param name="Ask">The question for a parameter that is missing, by its name, with known parameters in braces.</param>
public sealed record OperationWords(string Usage, IReadOnlyList<string> Examples, IReadOnlyDictionary<string, string> Ask)
{
    public static OperationWords None { get; } = new(string.Empty, [], FrozenDictionary<string, string>.Empty);
}
