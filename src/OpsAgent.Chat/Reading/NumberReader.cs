using System.Globalization;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>A count that was said.</summary>
/// <param name="Absolute">The count itself; null where it was said as a change.</param>
/// <param name="Relative">How to work it out from what is there; null where it was said itself.</param>
/// <param name="Used">The tokens that say it.</param>
internal sealed record SaidCount(int? Absolute, RelativeNumber? Relative, IReadOnlyList<int> Used);

/// <summary>Reads how many there should be: "to 5", "5 tasks", "two more", "double", "back to 3", "--desired-count 5".</summary>
internal sealed class NumberReader(Language language)
{
    /// <param name="at">The indexes of the tokens to read: those of the order.</param>
    /// <param name="verb">The order's verb.</param>
    /// <returns>Every count that is said; more than one is for the person to choose from.</returns>
    public IReadOnlyList<SaidCount> Read(Message message, IReadOnlyList<int> at, Token verb, string parameter)
    {
        var found = new List<SaidCount>();
        for (var k = 0; k < at.Count; k++)
        {
            var i = at[k];
            var token = message.Tokens[i];
            if (message.MentionOver(i) is { Candidates.Count: > 0 } && token.Kind is not (TokenKind.Number or TokenKind.Pair))
            {
                continue;
            }

            if (token.Kind is TokenKind.Pair)
            {
                var (key, value) = token.Pair;
                if ((key == parameter || key == parameter.Replace("_", string.Empty, StringComparison.Ordinal) || key is "count" or "desired" or "tasks" or "replicas" || message.MentionOver(i) is { Candidates: [{ Subject.Kind: SubjectKind.Service }, ..] } && key != "service") && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var given))
                {
                    found.Add(new SaidCount(given, null, [i]));
                }
            }
            else if (token.Is("big_number") && message.MentionOver(i) is null && !IsLength(message, i))
            {
                found.Add(new SaidCount(null, null, [i]));
            }
            else if (language.Factors.TryGetValue(token.Lower, out var factor))
            {
                found.Add(new SaidCount(null, new RelativeNumber(parameter, factor, 0, token.Text), [i]));
            }
            else if (CountAt(token) is { } number && !IsFrom(message, i) && !IsLength(message, i) && !(i > 0 && message.Tokens[i - 1].Has("negation")))
            {
                found.Add(Counted(message, at, k, number, verb, parameter));
            }
        }

        return found;
    }

    private int? CountAt(Token token) =>
        token.Kind is TokenKind.Number && int.TryParse(token.Text.TrimEnd('%'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : token.Kind is TokenKind.Word && language.Numbers.TryGetValue(token.Lower, out var word) && !token.Is("no_count") ? word
        : token.Is("one") ? 1
        : null;

    private static SaidCount Counted(Message message, IReadOnlyList<int> at, int k, int number, Token verb, string parameter)
    {
        var (i, tokens) = (at[k], message.Tokens);
        var token = tokens[i];
        var (before, after) = (k > 0 ? tokens[at[k - 1]] : null, k + 1 < at.Count ? tokens[at[k + 1]] : null);
        var isDown = verb.Is("downwards") || at.Any(j => tokens[j].Is("downwards_word"));
        var said = before is not null && before.Is("said_with") ? $"{before.Text} {token.Text}" : token.Text;
        if (token.Text.EndsWith('%') && before?.Is("percent_lead") is not true && after?.Has("more", "fewer") is not true)
        {
            return new SaidCount(null, null, [i]);
        }

        if (token.Text.EndsWith('%'))
        {
            var share = number / 100m;
            return new SaidCount(null, new RelativeNumber(parameter, before?.Is("to") is true ? share : 1 + (isDown ? -share : share), 0, said), [i]);
        }

        var isTo = before is not null && (before.Is("exact_lead") || before.Kind is TokenKind.Colon);
        if (isTo && token.Text[0] is '-')
        {
            return new SaidCount(null, null, [i]);
        }

        var isMore = after?.Has("more", "fewer") is true;
        if (token.Text[0] is '+' or '-' || isMore || (!isTo && at.Any(j => tokens[j].Is("away"))) || (!isTo && (before?.Is("relative_lead") is true || after?.Has("more", "fewer") is true || before?.Has("fewer") is true || verb.Is("relative_verb") || token.Is("relative_count"))))
        {
            var difference = Math.Abs(number) * (token.Text[0] == '-' || (token.Text[0] != '+' && (isDown || after?.Has("fewer") is true)) ? -1 : 1);
            return new SaidCount(null, new RelativeNumber(parameter, 1, difference, after?.Has("more", "fewer") is true ? $"{said} {after.Text}" : said), [i]);
        }

        // "Up one" is one more.
        if (number == 1 && !isTo && before?.Is("direction") is true)
        {
            return new SaidCount(null, new RelativeNumber(parameter, 1, before.Is("up") ? 1 : -1, $"{before.Text} {token.Text}"), [i]);
        }

        // "Increase web 2": to two or by two?
        return !isTo && (verb.Is("unclear") || before?.Is("direction") is true) && after?.Has("tasks") is not true ? new SaidCount(null, null, [i]) : new SaidCount(number, null, [i]);
    }

    private static bool IsFrom(Message message, int i) =>
        (i > 1 && message.Tokens[i - 1].Is("from") && Enumerable.Range(1, i - 1).Any(j => message.Tokens[j].Kind is TokenKind.Number && message.Tokens[j - 1].Is("to"))) ||
        i + 2 < message.Tokens.Count && ((i > 0 && message.Tokens[i - 1].Is("from") && message.Tokens.Skip(i + 1).TakeWhile(t => t is not { Kind: TokenKind.Mark, Text: "." or ";" }).Take(7).Any(t => t.Is("to"))) || (message.Tokens[i + 1].Is("to") && message.Tokens[i + 2].Kind is TokenKind.Number));

    private bool IsLength(Message message, int i) => i + 1 < message.Tokens.Count && language.Units.ContainsKey(message.Tokens[i + 1].Lower);
}
