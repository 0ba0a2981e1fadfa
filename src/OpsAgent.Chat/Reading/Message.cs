using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>A message, cut up: its tokens, what it names, and its segments.</summary>
/// <param name="Text">Without markup; what tokens count in.</param>
internal sealed record Message(string Text, IReadOnlyList<Token> Tokens, IReadOnlyList<Mention> Mentions, IReadOnlyList<Segment> Segments)
{
    public Mention? MentionOver(int index) => Mentions.FirstOrDefault(m => m.Covers(index));

    public static IEnumerable<int> Indexes(Segment segment) => Enumerable.Range(segment.From, segment.To - segment.From);

    public bool Has(params ReadOnlySpan<string> terms)
    {
        foreach (var token in Tokens)
        {
            if (token.Has(terms))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether it stands in parentheses.</returns>
    public bool IsRemark(Segment segment) =>
        Tokens.Take(segment.From).Count(t => t is { Kind: TokenKind.Mark, Text: "(" }) > Tokens.Take(segment.From).Count(t => t is { Kind: TokenKind.Mark, Text: ")" });

    /// <returns>Whether no full stop stands between them.</returns>
    public bool IsOneSentence(Segment one, Segment other) =>
        !Tokens.Skip(Math.Min(one.To, other.To)).Take(Math.Max(one.From, other.From) - Math.Min(one.To, other.To)).Any(t => t is { Kind: TokenKind.Mark, Text: "." or "!" or ";" } or { Kind: TokenKind.Question } || t.Text[0] == '\n');

    /// <returns>Where the token stands; -1 where it is of another message.</returns>
    public int IndexOf(Token token) => Enumerable.Range(0, Tokens.Count).FirstOrDefault(i => ReferenceEquals(Tokens[i], token), -1);

    /// <returns>The words from one token to another, as they were typed.</returns>
    public string TextOf(int from, int to) => to > from ? Text[Tokens[from].Start..Tokens[to - 1].End] : string.Empty;

    /// <returns>The part of this message that the tokens are, with what is named there.</returns>
    public Message Part(int from, int to) => new(
        Text, [.. Tokens.Skip(from).Take(to - from)], [.. Mentions.Where(m => m.At >= from && m.At < to).Select(m => m with { At = m.At - from })], [new Segment(0, to - from, null, to > from && Tokens[to - 1].Kind is TokenKind.Question)]);
}

/// <summary>A stretch of a message between two breaks: punctuation, "and", "because", or the beginning of a request.</summary>
/// <param name="From">Its first token.</param>
/// <param name="To">Behind its last one.</param>
/// <param name="Opener">The "because", "and" or comma before it, or null.</param>
/// <param name="IsQuestion">Whether a question mark ends it.</param>
internal sealed record Segment(int From, int To, Token? Opener, bool IsQuestion)
{
    public bool IsBecause => Opener?.Has("because") is true;

    public static IReadOnlyList<Segment> Split(IReadOnlyList<Token> tokens, Language language)
    {
        var segments = new List<Segment>();
        var (from, opener) = (0, (Token?)null);
        void Close(int to, Token? next, bool isQuestion)
        {
            if (to > from)
            {
                segments.Add(new Segment(from, to, opener, isQuestion));
            }

            opener = next;
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is TokenKind.Question or TokenKind.Mark or TokenKind.Colon || token.Is("break"))
            {
                Close(i, token, token.Kind is TokenKind.Question);
                from = i + 1;
            }
            else if (token.Has("because") && !IsTime(tokens, i + 1, language))
            {
                Close(i, token, isQuestion: false);
                from = i + 1;
                while (from < tokens.Count && (tokens[from].Has("of") || tokens[from].Kind is TokenKind.Colon))
                {
                    from++;
                }

                i = from - 1;
            }
            else if (token.Has("request") && i > from && opener?.Has("because") is not true && !Enumerable.Range(from, i - from).All(j => tokens[j].Has("request", "filler", "greeting", "negation", "doubt", "question", "condition", "reported")))
            {
                Close(i, token, isQuestion: false);
                from = i;
            }
        }

        Close(tokens.Count, null, isQuestion: false);
        return segments;
    }

    private static bool IsTime(IReadOnlyList<Token> tokens, int at, Language language) => at < tokens.Count
        && (tokens[at].Kind is TokenKind.Time or TokenKind.Duration or TokenKind.Number && !tokens[at].IsTopic || tokens[at].Has("time.yesterday", "time.today", "time.last", "time.this", "time.overnight", "time.weekstart")
            || language.Weekdays.ContainsKey(tokens[at].Lower) || language.DayParts.ContainsKey(tokens[at].Lower) || language.Spans.ContainsKey(tokens[at].Lower) || language.Months.ContainsKey(tokens[at].Lower)
            || (at + 1 < tokens.Count && language.Numbers.ContainsKey(tokens[at].Lower) && language.Units.ContainsKey(tokens[at + 1].Lower)));
}
