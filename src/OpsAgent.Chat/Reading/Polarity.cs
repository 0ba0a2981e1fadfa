namespace OpsAgent.Chat.Reading;

/// <summary>Whether a message that speaks of a change asks for it: it does not where it takes back, asks, doubts, depends on something, or tells what others say.</summary>
internal static class Polarity
{
    /// <returns>Whether the message takes back what it says elsewhere.</returns>
    public static bool TakesBack(Message message) => message.Segments.Any(s => !s.IsBecause && Message.Indexes(s).Any(i => message.Tokens[i].Has("cancel") && message.MentionOver(i) is null));

    /// <param name="verb">The index of the order's verb.</param>
    public static bool Blocks(Message message, Segment segment, int verb)
    {
        // "@jens please reboot it" is said to somebody else.
        if (message.Tokens.Take(verb + 1).Any(t => t is { Kind: TokenKind.Name or TokenKind.Word, Text: ['@', _, ..] }))
        {
            return true;
        }

        // "Maria, can you reboot it?"
        if (message.Segments is [{ From: 0, To: 1 }, { Opener: { Text: "," } }, ..] && verb > 1 && message.Tokens[0] is { Kind: TokenKind.Word, Terms.Count: 0, Grammar.Count: 0 } name && char.IsUpper(name.Text[0]) && message.MentionOver(0) is null)
        {
            return true;
        }

        var isRequest = Message.Indexes(segment).Any(i => message.Tokens[i].Has("request"));
        if (segment.IsQuestion && !isRequest)
        {
            return true;
        }

        foreach (var i in Message.Indexes(segment))
        {
            var token = message.Tokens[i];
            if (message.MentionOver(i) is not null)
            {
                continue;
            }

            if ((token.Has("negation") && !IsSymptom(message, segment, i, verb) && !(i > verb + 1 && message.Tokens[i - 1].Has("it") && IsComplaint(message, segment, i)) && !(i > verb && i + 1 < segment.To && message.Tokens[i + 1].Kind is TokenKind.Number)) || token.Has("doubt") || (token.Has("condition") && !IsWithin(message, segment, i)) || (i < verb && token.Has("reported", "past") && !(token.Is("causative") && message.Mentions.Any(m => m.At > i && m.At < verb))))
            {
                return true;
            }

            // "After the backup finishes reboot it", "reboot it after everyone is gone"
            if (token.Is("after") && Defers(message, i, i < verb ? verb : segment.To))
            {
                return true;
            }

            if (i == segment.From && token.Has("question") && !token.Has("request"))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether a segment beside the orders makes them depend on something, doubts them or takes them back.</returns>
    public static bool BlocksAround(Message message, IReadOnlyList<Segment> orders) => message.Segments.Except(orders).Any(s =>
    {
        var first = Message.Indexes(s).Select(i => message.Tokens[i]).FirstOrDefault(t => t.Has("wait") || !t.Has("filler", "greeting")) ?? message.Tokens[s.From];
        return ((first.Is("condition_start") || first.Is("after") && Defers(message, s.From, s.To)) && orders.Any(o => message.IsOneSentence(s, o))) || Message.Indexes(s).Any(i => message.Tokens[i].Is("condition_anywhere"))
            || (!s.IsBecause && (first.Has("wait") || Message.Indexes(s).Any(i => message.Tokens[i].Is("doubt_anywhere") && !(i + 1 < message.Tokens.Count && message.Tokens[i + 1].Is("cause"))))
                || (!s.IsBecause && s.From > orders.Min(o => o.From) && s.To - s.From <= 4 && s.Opener?.Text != "(" && first.Has("negation") && !IsComplaint(message, s, message.IndexOf(first)) && !IsSymptom(message, s, s.From, -1) && !Message.Indexes(s).Any(i => message.Tokens[i].Has("status"))))
            || (Message.Indexes(s).Any(i => message.Tokens[i].Is("prohibition")) && Message.Indexes(s).Any(i => message.Tokens[i].IsVerb) && s.Opener?.Is("but") is true)
            || s.Opener?.Is("but") is true && (first.Has("condition", "wait") || first.Is("but_not"));
    });

    // "After the backup finishes", "after 6pm": when, and not why.
    private static bool Defers(Message message, int after, int to) => message.Tokens.Skip(after).Take(to - after).Any(t => t.Is("completion") || t.Kind is TokenKind.Time);

    // "It doesn't come back" is of a thing, where "don't" is said to somebody; "it won't help" is of the change.
    private static bool IsComplaint(Message message, Segment segment, int at) => message.Tokens[at] is var token && token.Is("failing") && !token.Is("prohibition") && !token.Is("no_one")
        && Enumerable.Range(at + 1, segment.To - at - 1).Any(i => !message.Tokens[i].Has("filler", "it", "time.now")) && !Enumerable.Range(at, segment.To - at).Any(i => message.Tokens[i].Is("vain"));

    // "No response", "not responding": what is negated is how the thing is, and that is why.
    private static bool IsSymptom(Message message, Segment segment, int at, int verb) =>
        at > verb && at + 1 < segment.To && message.Tokens.Skip(at + 1).Take(Math.Min(3, segment.To - at - 1)).Any(t => t.Has("status") || t.Is("symptom"));

    // "In 5 tasks" is no time, and "once" behind the target is a number.
    private static bool IsWithin(Message message, Segment segment, int at) => message.Tokens[at].Is("at_end") && at == segment.To - 1;
}
