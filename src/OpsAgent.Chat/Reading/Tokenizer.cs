using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;

namespace OpsAgent.Chat.Reading;

/// <summary>Cuts a message into tokens: their kind is read from their form alone, their meaning from the language.</summary>
internal sealed partial class Tokenizer(Language language)
{
    /// <returns>The message without the markup of Slack and Teams: what the person sees.</returns>
    public static string Plain(string message)
    {
        var text = message.Replace('\u2019', '\'').Replace('\u2013', '-').Replace('\u00A0', ' ').Replace("\r\n", "\n", StringComparison.Ordinal);
        text = SlackMarkup().Replace(text, m => m.Groups["label"].Success ? m.Groups["channel"].Success ? $"#{m.Groups["label"].Value}" : m.Groups["mail"].Success || m.Groups["bare"].Success ? m.Groups["label"].Value : $"{m.Groups["link"].Value} " : m.Groups["link"].Value);
        text = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        text = Emoji().Replace(text, " ");
        text = Percent().Replace(text, "%");
        text = Script().Replace(text, " ");
        return Addressed().Replace(Arrow().Replace(text, " to "), string.Empty);
    }

    /// <param name="message">As <see cref="Plain"/> gave it.</param>
    public IReadOnlyList<Token> Tokenize(string message)
    {
        var tokens = new List<Token>();
        foreach (Match match in Pieces().Matches(message))
        {
            var kind = match.Groups["quote"].Success ? TokenKind.Quote
                : match.Groups["link"].Success ? TokenKind.Link
                : match.Groups["option"].Success ? TokenKind.Pair
                : match.Groups["mark"].Success ? match.Value == "?" ? TokenKind.Question : TokenKind.Mark
                : (TokenKind?)null;
            if (kind is { } known)
            {
                tokens.Add(New(known, known is TokenKind.Link ? match.Value.TrimEnd('.', ',', ')') : match.Value, match.Index));
            }
            else
            {
                AddAtom(tokens, match.Value, match.Index);
            }
        }

        return JoinPhrases(message, tokens);
    }

    public static bool IsHash(string text) => text.Length is >= 8 and <= 64 && text.All(char.IsAsciiHexDigitLower);

    private void AddAtom(List<Token> tokens, string atom, int start)
    {
        var lead = atom.Length - atom.TrimStart('*', '_', '~').Length;
        var text = atom[lead..].TrimEnd('.', ':', '\u2026', '*', '_', '~');
        if (text.Length == 0)
        {
            tokens.Add(New(atom[lead..].Contains(':', StringComparison.Ordinal) ? TokenKind.Colon : TokenKind.Mark, atom, start));
            return;
        }

        start += lead;
        if (text.StartsWith("I-", StringComparison.Ordinal) && Instance().IsMatch(text.ToLowerInvariant()))
        {
            text = text.ToLowerInvariant();
        }

        // "web-2's"
        if (text.Length > 3 && language.EndingOf("possessive", text) is { } ending && ending.Length < text.Length && language.TermsOf(text.ToLowerInvariant()).Count == 0)
        {
            tokens.Add(New(KindOf(text[..^ending.Length]), text[..^ending.Length], start));
            return;
        }

        if (Pieced(text, start) is { } pieces)
        {
            tokens.AddRange(pieces);
        }
        else
        {
            tokens.Add(text.All(c => c is '-' or '#' or '\u2013' or '\u2014' or '>' or '\u2192' or '=') ? New(TokenKind.Mark, text, start) : New(KindOf(text), text, start));
        }

        var tail = atom[(lead + text.Length)..].Trim('*', '_', '~');
        if (tail.Length > 0)
        {
            tokens.Add(New(tail.Contains(':', StringComparison.Ordinal) ? TokenKind.Colon : TokenKind.Mark, tail[..1], start + text.Length));
        }
    }

    // "action=restart", "ecs-rollback", "ec2_reboot_instance", "-s": as command lines and tools put words.
    private List<Token>? Pieced(string text, int start)
    {
        if (text is ['-', >= 'a' and <= 'z'])
        {
            return [];
        }

        if (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && language.GrammarOf(text[..at].ToLowerInvariant()).Contains("pair_verb") && language.TermsOf(text[(at + 1)..].ToLowerInvariant()).Count > 0)
        {
            return [New(TokenKind.Word, text[(at + 1)..], start + at + 1)];
        }

        // "ps:scale"
        if (text.Split(':') is [{ Length: > 1 } tool, { Length: > 2 } command] && tool.All(char.IsAsciiLetter) && New(KindOf(command), command, start + tool.Length + 1) is { IsVerb: true } verb)
        {
            return [verb];
        }

        // "cpu%"
        if (text.Length > 1 && text[^1] == '%' && language.TermsOf(text[..^1].ToLowerInvariant()).Count > 0)
        {
            return [New(KindOf(text[..^1]), text[..^1], start)];
        }

        // "CPU/memory"
        if (text.Split('/') is [var one, var other] && language.TermsOf(one.ToLowerInvariant()).Count > 0 && language.TermsOf(other.ToLowerInvariant()).Count > 0 && language.TermsOf(text.ToLowerInvariant()).Count == 0)
        {
            return [New(KindOf(one), one, start), New(TokenKind.Mark, "/", start + one.Length), New(KindOf(other), other, start + one.Length + 1)];
        }

        if (text.IndexOfAny(['-', '_']) < 0 || language.TermsOf(text.ToLowerInvariant()).Count > 0 || KindOf(text) is not TokenKind.Name)
        {
            return null;
        }

        var words = text.Split('-', '_').Select(w => New(KindOf(w), w, start + text.IndexOf(w, StringComparison.Ordinal))).ToList();
        return words.Count > 1 && words.Exists(w => w.IsVerb) && words.All(w => w.Text.Length > 1 && language.TermsOf(w.Lower).Count > 0) ? words : null;
    }

    private Token New(TokenKind kind, string text, int start) => new(kind, text, start, start + text.Length, TermsOf(kind, text.ToLowerInvariant()), language.GrammarOf(text.ToLowerInvariant()));

    private FrozenSet<string> TermsOf(TokenKind kind, string word)
    {
        var terms = kind is TokenKind.Word or TokenKind.Name or TokenKind.Number or TokenKind.Duration or TokenKind.Mark ? language.TermsOf(word) : FrozenSet<string>.Empty;
        return terms.Count == 0 && kind is TokenKind.Word && !language.Common.Contains(word) && !language.Environments.ContainsKey(word) && !IsOfTime(word)
            ? language.Spelling.TermsOf(word)
            : terms;
    }

    private bool IsOfTime(string word) =>
        language.Units.ContainsKey(word) || language.Weekdays.ContainsKey(word) || language.Months.ContainsKey(word) || language.Numbers.ContainsKey(word) || language.Spans.ContainsKey(word) || language.DayParts.ContainsKey(word);

    // "Roll back", "load balancer": the longest phrase that means something.
    private List<Token> JoinPhrases(string message, List<Token> tokens)
    {
        var joined = new List<Token>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var length = Math.Min(language.LongestPhrase, tokens.Count - i);
            while (length > 1 && !IsPhrase(tokens, i, length))
            {
                length--;
            }

            if (length > 1)
            {
                var (start, end) = (tokens[i].Start, tokens[i + length - 1].End);
                joined.Add(new Token(TokenKind.Word, message[start..end], start, end, language.TermsOf(Phrase(tokens, i, length)), language.GrammarOf(Phrase(tokens, i, length))));
                i += length - 1;
            }
            else
            {
                joined.Add(tokens[i]);
            }
        }

        return joined;
    }

    private bool IsPhrase(List<Token> tokens, int at, int length)
    {
        for (var i = at; i < at + length; i++)
        {
            if (tokens[i].Kind is not (TokenKind.Word or TokenKind.Name or TokenKind.Number or TokenKind.Hash))
            {
                return false;
            }
        }

        return language.TermsOf(Phrase(tokens, at, length)).Count > 0;
    }

    private static string Phrase(List<Token> tokens, int at, int length) => string.Join(' ', tokens.Skip(at).Take(length).Select(t => t.Lower));

    private static TokenKind KindOf(string text) =>
        Instance().IsMatch(text) ? TokenKind.Instance
        : text.StartsWith("i-", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && text.Any(char.IsAsciiDigit) ? TokenKind.BrokenInstance
        : text.StartsWith("arn:", StringComparison.Ordinal) ? TokenKind.Arn
        : text.StartsWith("approve-", StringComparison.OrdinalIgnoreCase) ? TokenKind.ApprovalToken
        : ProposalId.TryParse(text) is not null ? TokenKind.Proposal
        : UserId.TryParse(text) is not null && text.Contains('@', StringComparison.Ordinal) ? TokenKind.Email
        : Number().IsMatch(text) ? TokenKind.Number
        : Duration().IsMatch(text) ? TokenKind.Duration
        : Time().IsMatch(text) ? TokenKind.Time
        : IsHash(text) && text.Any(char.IsAsciiDigit) ? TokenKind.Hash
        : text.Contains('=', StringComparison.Ordinal) && text[0] != '=' ? TokenKind.Pair
        : text.Contains('/', StringComparison.Ordinal) ? TokenKind.Path
        : Word().IsMatch(text) ? TokenKind.Word
        : TokenKind.Name;

    // <https://x|label>, <mailto:a@b|a@b>, <#C123|ops>, <@U123>, <!here>, <at>OpsAgent</at>
    [GeneratedRegex("""<at>[^<]*</at>|<[@!][^>]*>|<(?:(?<channel>\#)[A-Z0-9]+|(?<mail>mailto:)[^|>]+|(?<bare>https?://(?=[^|>]*\|[^|>\s/]+>)[a-z0-9.-]+/?)|(?<link>https?://[^|>]+))(?:\|(?<label>[^>]*))?>""", RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SlackMarkup();

    [GeneratedRegex("""(?<quote>```.*?```|(?m:^>[^\n]*)|"[^"\n]*"|\u201C[^\u201D\n]*\u201D|`[^`\n]*`|(?<![\w'])'[^'\n]+'(?!\w))|(?<link>https?://[^\s"<>]+)|(?<option>--[A-Za-z][A-Za-z_-]*(?:=|[ ]+)(?:"[^"\n]*"|'[^'\n]*'|(?!-)[^\s"';]+)|[A-Za-z_]+=(?:"[^"\n]*"|'[^'\n]*'))|(?<mark>\n+|[,;?!()\[\]{}<>|"\u201C\u201D`])|(?<atom>[^\s"\u201C\u201D`,;?!()\[\]{}<>|]+)""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Pieces();

    // Scripts without spaces stand beside names: web-2を
    [GeneratedRegex(@"(?<=[A-Za-z0-9])(?=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])(?=[A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Script();

    // ":+1:", ":rotating_light:"
    [GeneratedRegex(@"(?<=^|\s):[a-z0-9_+-]{2,40}:(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Emoji();

    // "50 %", "50 percent"
    [GeneratedRegex(@"(?<=[0-9])\s+(?:%|percent\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Percent();

    // "3 -> 2"
    [GeneratedRegex(@"(?<=[\w])\s*(?:->|=>|\u2192)\s*(?=[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Arrow();

    // "@opsagent ...", "/opsagent ...", "!help": whom or how it is said to.
    [GeneratedRegex(@"^\s*(?:@(?i:[\w-]*(?:ops|bot|agent|aws|amazon|kube)[\w-]*|q)[,:]?\s+|[/!.]?[A-Za-z]+bot[,:]?\s+(?=[A-Za-z])|[/!.](?=[A-Za-z]))", RegexOptions.CultureInvariant)]
    private static partial Regex Addressed();

    [GeneratedRegex(@"^i-([0-9a-f]{8}|[0-9a-f]{17})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Instance();

    [GeneratedRegex(@"^[+-]?[0-9]{1,12}([.,][0-9]{1,12})*%?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^-?([0-9]{1,4}(s|secs?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?))+\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?|[0-9]{1,2}(:[0-9]{2}){1,2}Z?(am|pm)?|[0-9]{1,2}(am|pm)|[0-9]{1,2}:[0-9]{2}(am|pm)?-[0-9]{1,2}:[0-9]{2}(am|pm)?|[0-9]{1,2}(:[0-9]{2})?(am|pm)?-[0-9]{1,2}(:[0-9]{2})?(am|pm)|[0-9]{1,2}(:[0-9]{2})?[ap]|[0-9]{1,2}h[0-9]{2}|[0-9]{1,2}h?-[0-9]{1,2}h)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"^[\p{L}][\p{L}']*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
