using System.Collections.Frozen;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads a misspelt word as the nearest known one with the same beginning. Names and ids are never touched, and what asks for a change may be off by one letter only.</summary>
internal sealed class Spelling(IReadOnlyList<string> words, Func<string, FrozenSet<string>> termsOf)
{
    public const int MinLength = 4;

    private const int LongWord = 8;

    private readonly ILookup<int, string> _words = words.ToLookup(w => w.Length);

    /// <returns>What the nearest word means; empty where none is near, or two are as near as each other and mean different things.</returns>
    public FrozenSet<string> TermsOf(string text)
    {
        var (best, found) = (int.MaxValue, FrozenSet<string>.Empty);
        if (text.Length < MinLength)
        {
            return found;
        }

        for (var length = text.Length - 2; length <= text.Length + 2; length++)
        {
            foreach (var word in _words[length])
            {
                var terms = termsOf(word);
                var allowed = length >= LongWord && !terms.Any(IsOfAnAct) ? 2 : 1;
                var isInflected = text.Length > word.Length && text.StartsWith(word, StringComparison.Ordinal) && terms.Any(IsOfAnAct);
                if (isInflected || Math.Abs(length - text.Length) > allowed || !SameBeginning(word, text) || Distance(word, text) is var distance && (distance > allowed || distance > best))
                {
                    continue;
                }

                found = distance == best && !found.SetEquals(terms) ? FrozenSet<string>.Empty : terms;
                best = distance;
            }
        }

        return found;
    }

    private static bool IsOfAnAct(string term) =>
        term.StartsWith("verb.", StringComparison.Ordinal) || term is "approve" or "deny" or "withdraw" or "yes" or "record.verb" or "post.verb" or "post.direct" or "unsupported";

    private static bool SameBeginning(string a, string b) => a[0] == b[0] || (a[0] == b[1] && a[1] == b[0]);

    // Optimal string alignment: letters put in, left out, replaced, or two exchanged.
    private static int Distance(string a, string b)
    {
        int[] before = [], row = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var (twoBefore, last) = (before, row);
            (before, row) = (last, new int[b.Length + 1]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var step = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                row[j] = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(step, twoBefore[j - 2] + 1) : step;
            }
        }

        return row[b.Length];
    }
}
