using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Cuts a message into tokens. Their kind is read from their form alone.</summary>
internal sealed partial class Tokenizer(Vocabulary vocabulary)
{
    public IReadOnlyList<Token> Tokenize(string message)
    {
        var tokens = new List<Token>();
        foreach (Match match in Pieces().Matches(message.Replace('\u2019', '\'')))
        {
            if (match.Groups["quote"].Success)
            {
                tokens.Add(New(TokenKind.Quote, match.Value, match.Index));
            }
            else if (match.Groups["link"].Success)
            {
                tokens.Add(New(TokenKind.Link, match.Value.TrimEnd('.', ',', ')'), match.Index));
            }
            else if (match.Groups["mark"].Success)
            {
                tokens.Add(New(match.Value == "?" ? TokenKind.Question : TokenKind.Mark, match.Value, match.Index));
            }
            else
            {
                AddAtom(tokens, match.Value, match.Index);
            }
        }

        return tokens;
    }

    public static bool IsHash(string text) => text.Length is >= 8 and <= 64 && text.All(char.IsAsciiHexDigitLower);

    private void AddAtom(List<Token> tokens, string atom, int start)
    {
        var text = atom.TrimEnd('.', ':', '\u2026');
        if (text.Length > 0)
        {
            tokens.Add(text.All(c => c is '-' or '\u2013' or '\u2014') ? New(TokenKind.Mark, text, start) : New(KindOf(text), text, start));
        }

        if (atom[text.Length..].Contains(':', StringComparison.Ordinal))
        {
            tokens.Add(New(TokenKind.Colon, ":", start + text.Length));
        }
        else if (text.Length < atom.Length)
        {
            tokens.Add(New(TokenKind.Mark, ".", start + text.Length));
        }
    }

    private Token New(TokenKind kind, string text, int start) => new(
        kind,
        text,
        start,
        start + text.Length,
        kind is TokenKind.Word ? vocabulary.TermOf(text, mayBeMisspelt: true) : kind is TokenKind.Name or TokenKind.Number ? vocabulary.TermOf(text, mayBeMisspelt: false) : Terms.None);

    private static TokenKind KindOf(string text) =>
        Instance().IsMatch(text) ? TokenKind.Instance
        : text.StartsWith("i-", StringComparison.OrdinalIgnoreCase) ? TokenKind.BrokenInstance
        : text.StartsWith("arn:", StringComparison.Ordinal) ? TokenKind.Arn
        : text.StartsWith("approve-", StringComparison.OrdinalIgnoreCase) ? TokenKind.ApprovalToken
        : ProposalId.TryParse(text) is not null ? TokenKind.Proposal
        : UserId.TryParse(text) is not null && text.Contains('@', StringComparison.Ordinal) ? TokenKind.Email
        : Number().IsMatch(text) ? TokenKind.Number
        : Duration().IsMatch(text) ? TokenKind.Duration
        : IsHash(text) && text.Any(char.IsAsciiDigit) ? TokenKind.Hash
        : text.Contains('=', StringComparison.Ordinal) ? TokenKind.Pair
        : text.Contains('/', StringComparison.Ordinal) ? TokenKind.Path
        : Word().IsMatch(text) ? TokenKind.Word
        : TokenKind.Name;

    [GeneratedRegex("""(?<quote>"[^"\n]*"|\u201C[^\u201D\n]*\u201D|`[^`\n]*`|(?<![\w'])'[^'\n]+'(?!\w))|(?<link>https?://[^\s"<>]+)|(?<atom>[^\s"\u201C\u201D`,;?!()\[\]{}<>|]+)|(?<mark>[,;?!()\[\]{}<>|"\u201C\u201D`])""", RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();

    [GeneratedRegex(@"^i-([0-9a-f]{8}|[0-9a-f]{17})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Instance();

    [GeneratedRegex(@"^[+-]?[0-9]{1,12}([.,][0-9]{1,12})*%?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{1,4}(m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|weeks?)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z']*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
