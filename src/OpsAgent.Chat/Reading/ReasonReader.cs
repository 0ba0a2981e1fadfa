using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Finds why a change is wanted.</summary>
internal static class ReasonReader
{
    // As short as this, a reason keeps its "because".
    private const int MinReason = 10;

    /// <returns>Whether the segment begins with another target or number, as in <c>... and 16</c>: no reason does.</returns>
    public static bool BeginsAnother(Message message, Segment segment, Subject? target, ChangeGrammar grammar, bool hasCount)
    {
        if (segment.IsBecause || segment.Opener is not { } opener)
        {
            return false;
        }

        var joins = opener.Is("joint") || opener.Text == ",";
        return (message.MentionOver(segment.From) is { IsExact: true } mention && (joins && !(segment.From + 1 < segment.To && message.Tokens[segment.From + 1].Has("status", "question", "past", "time.since")) || segment.To - segment.From == 1) && mention.Candidates.Any(c => c.Subject.Kind == grammar.Target.Kind && c.Subject != target))
            || (hasCount && joins && message.Tokens[segment.From].Kind is TokenKind.Number && (segment.From + 1 >= segment.To || message.Tokens[segment.From + 1].Has("it", "tasks", "filler") || !message.Tokens[segment.From + 1].Kind.Equals(TokenKind.Word)));
    }

    /// <returns>Everything that is said besides the order and is no question of its own.</returns>
    public static List<Segment> Segments(Message message, HashSet<Segment> used)
    {
        return [.. message.Segments.Where(s => !used.Contains(s) && !DiagnosticReader.IsLook(message, s) && Message.Indexes(s).Any(i => !message.Tokens[i].Has("filler", "request", "greeting", "thanks") && message.Tokens[i].Kind is not TokenKind.Mark))];
    }

    /// <returns>The words of the segments, as they were typed.</returns>
    public static string Text(Message message, List<Segment> segments)
    {
        var text = string.Empty;
        for (var i = 0; i < segments.Count; i++)
        {
            var first = segments[i].From;
            while (i == 0 && message.TextOf(first + 1, segments[i].To).Length >= MinReason && first + 1 < segments[i].To && message.Tokens[first].Has("request", "thanks") && !message.Tokens[first].Is("reason_lead"))
            {
                first++;
            }

            var from = message.Tokens[first].Start;
            var joins = i > 0 && segments[i - 1].To >= segments[i].From - 2;
            text += joins ? message.Text[message.Tokens[segments[i - 1].To - 1].End..from] : i > 0 ? ", " : string.Empty;
            text += message.TextOf(first, segments[i].To);
        }

        // Too short by itself, it keeps its "because".
        var clean = Clean(text);
        return segments is [{ IsBecause: true, Opener: { } opener }, ..] && (clean.Length < MinReason || opener.Is("purpose")) ? Clean($"{opener.Text} {clean}") : clean;
    }

    /// <returns>The words alone, on one line, without the marks and quotation marks around them, and without the "because".</returns>
    public static string Clean(string text)
    {
        var clean = string.Join(' ', text.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).Trim(' ', ':', ',', ';', '-', '\u2013', '\u2014', '=', '(', ')');
        return clean.Length > 1 && (clean[0], clean[^1]) is ('"', '"') or ('\'', '\'') or ('\u201C', '\u201D') ? clean[1..^1].Trim() : clean;
    }
}
