namespace OpsAgent.Chat.Reading;

/// <summary>Whether a message that speaks of a change asks for it: it does not where it takes back, asks, doubts, depends on something, or tells what others say.</summary>
internal static class Polarity
{
    /// <returns>Whether the message takes back what it says elsewhere.</returns>
    public static bool TakesBack(Message message) => message.Segments.Any(s => !s.IsBecause && message.Indexes(s).Any(i => message.Tokens[i].Has("cancel") && message.MentionOver(i) is null));

    /// <param name="verb">The index of the order's verb.</param>
    public static bool Blocks(Message message, Segment segment, int verb)
    {
        var isRequest = message.Indexes(segment).Any(i => message.Tokens[i].Has("request"));
        if (segment.IsQuestion && !isRequest)
        {
            return true;
        }

        foreach (var i in message.Indexes(segment))
        {
            var token = message.Tokens[i];
            if (message.MentionOver(i) is not null)
            {
                continue;
            }

            if ((token.Has("negation") && !IsSymptom(message, segment, i, verb) && !(i > verb && i + 1 < segment.To && message.Tokens[i + 1].Kind is TokenKind.Number)) || token.Has("doubt") || (token.Has("condition") && !IsWithin(message, segment, i)) || (i < verb && token.Has("reported", "past")))
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
        var first = message.Tokens[s.From];
        return first.Is("if", "unless", "provided", "assuming", "only", "when", "once") || message.Indexes(s).Any(i => message.Tokens[i].Is("unless", "only if", "only when", "as soon as", "in case"))
            || (!s.IsBecause && (first.Has("wait") || message.Indexes(s).Any(i => message.Tokens[i].Is("maybe", "perhaps", "not sure", "unsure", "i guess", "guess", "should i", "should we", "what if", "do you think", "you think")))
                || (!s.IsBecause && s.To - s.From <= 4 && first.Has("negation") && !IsSymptom(message, s, s.From, -1) && !message.Indexes(s).Any(i => message.Tokens[i].Has("status"))))
            || (message.Indexes(s).Any(i => message.Tokens[i].Is("not", "don't", "dont", "never", "do not", "no")) && message.Indexes(s).Any(i => message.Tokens[i].Terms.Any(t => t.StartsWith("verb.", StringComparison.Ordinal))) && s.Opener?.Is("but") is true)
            || s.Opener?.Is("but") is true && first.Has("negation", "condition", "wait");
    });

    // "No response", "not responding": what is negated is how the thing is, and that is why.
    private static bool IsSymptom(Message message, Segment segment, int at, int verb) =>
        at > verb && at + 1 < segment.To && message.Tokens.Skip(at + 1).Take(Math.Min(3, segment.To - at - 1)).Any(t => t.Has("status") || t.Is("response", "answer", "answers", "answering", "reply", "replying", "heartbeat", "connection", "respond", "reachable", "working", "work", "healthy", "loading", "serving", "connect", "reach", "ssh", "ping", "traffic", "responsive"));

    // "In 5 tasks" is no time, and "once" behind the target is a number.
    private static bool IsWithin(Message message, Segment segment, int at) => message.Tokens[at].Is("once", "or", "else", "next", "every", "before", "when", "until", "till") && at == segment.To - 1;
}
