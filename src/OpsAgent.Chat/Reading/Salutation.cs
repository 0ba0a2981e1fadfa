namespace OpsAgent.Chat.Reading;

/// <summary>What people say before they come to the point.</summary>
internal static class Salutation
{
    private static readonly string[] Courtesies =
        ["please", "pls", "plz", "kindly", "ok", "okay", "yes", "yep", "yeah", "sure", "so", "now", "alright", "right", "well", "just", "also", "then", "opsagent", "@opsagent", "bot", "agent", "team", "folks"];

    // Wishes in the first person and requests. "Can I", "should we", "we need to" are none.
    private static readonly string[][] Requests =
    [
        ["can", "you"], ["could", "you"], ["would", "you"], ["will", "you"], ["i", "want", "you", "to"], ["i", "want", "to"], ["i", "need", "you", "to"], ["i", "need", "to"],
        ["i'd", "like", "you", "to"], ["i'd", "like", "to"], ["i", "would", "like", "you", "to"], ["i", "would", "like", "to"], ["let's"], ["lets"], ["go", "ahead", "and"], ["go", "and"], ["i"],
    ];

    /// <returns>Where the point begins, and whether it was put as a question that is a request.</returns>
    public static (int At, bool IsRequest) Skip(IReadOnlyList<Token> tokens)
    {
        var (at, isRequest) = (0, false);
        while (at < tokens.Count)
        {
            var phrase = Requests.FirstOrDefault(r => Begins(tokens, at, r));
            if (phrase is not null)
            {
                isRequest |= phrase is [_, "you"];
                at += phrase.Length;
            }
            else if (tokens[at].Is(Courtesies) || tokens[at].Term is Term.Greeting || tokens[at] is { Kind: TokenKind.Mark, Text: "," or "!" or "." })
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return (at, isRequest);
    }

    private static bool Begins(IReadOnlyList<Token> tokens, int at, string[] phrase) =>
        at + phrase.Length <= tokens.Count && phrase.Index().All(p => tokens[at + p.Index].Is(p.Item));
}
