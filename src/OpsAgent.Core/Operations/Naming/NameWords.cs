namespace OpsAgent.Core.Operations.Naming;

/// <summary>
/// The words of a name, by which people and resources are brought together without regard to case: what stands between other
/// characters than letters and digits (<c>prod</c>, <c>web</c>, <c>2</c> of <c>prod-web_2</c>), and finer, what begins with a
/// capital letter or a number (<c>Checkout</c>, <c>Service</c>, <c>2</c> of <c>CheckoutService2</c>).
/// </summary>
public sealed class NameWords
{
    // One letter is an article or a zone, and no name for what has it among others.
    private const int MinWithin = 2;

    private readonly string[] _words;
    private readonly string[] _fine;

    private NameWords(string[] words, string[] fine) => (_words, _fine) = (words, fine);

    /// <summary>The finer words.</summary>
    public IReadOnlyList<string> Fine => _fine;

    public static NameWords Of(string name) => new(Cut(name, static (_, _) => false), Cut(name, IsEdge));

    /// <summary>The words, each once.</summary>
    public IEnumerable<string> All => _words.Concat(_fine).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first word, whole and finer. Whatever has this name in its own has one of them among <see cref="All"/>.</summary>
    public IEnumerable<string> First => _words.Take(1).Concat(_fine.Take(1)).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <returns>Whether a resource of the other name may be meant: it has these words, all and one after another, as whole words.</returns>
    public bool IsIn(NameWords name) => IsRun(_words, name._words) || IsRun(_fine, name._fine);

    private static bool IsRun(string[] said, string[] name)
    {
        if (said.Length == 0 || (said.Length < name.Length && said.Sum(w => w.Length) < MinWithin))
        {
            return false;
        }

        for (var start = 0; start + said.Length <= name.Length; start++)
        {
            if (said.AsSpan().SequenceEqual(name.AsSpan(start, said.Length), StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Cut(string name, Func<string, int, bool> isEdge)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length; i++)
        {
            var isInside = i < name.Length && IsOfAWord(name[i]);
            if (start >= 0 && (!isInside || isEdge(name, i)))
            {
                words.Add(name[start..i]);
                start = -1;
            }

            start = isInside && start < 0 ? i : start;
        }

        return [.. words];
    }

    // Web|Server, ALB|Web, web|2; but 2a and 5xx are whole, or web-2 would be found in web-2a.
    private static bool IsEdge(string name, int i) =>
        (char.IsDigit(name[i]) && !char.IsDigit(name[i - 1]))
        || (char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1]))));

    private static bool IsOfAWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c);
}
