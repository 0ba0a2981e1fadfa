using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Greetings, courtesies and "could you" before the verb.</summary>
internal static class Preamble
{
    private static readonly string[] Courtesies =
        ["please", "pls", "plz", "kindly", "ok", "okay", "yes", "yep", "yeah", "sure", "so", "now", "alright", "right", "well", "just", "also", "then", "opsagent", "@opsagent", "bot", "agent", "team", "folks"];

    // Requests and wishes in the first person. "Can I", "should we", "we need to" are none.
    private static readonly string[][] Requests =
    [
        ["can", "you"], ["could", "you"], ["would", "you"], ["will", "you"], ["i", "want", "you", "to"], ["i", "want", "to"], ["i", "need", "you", "to"], ["i", "need", "to"],
        ["i'd", "like", "you", "to"], ["i'd", "like", "to"], ["i", "would", "like", "you", "to"], ["i", "would", "like", "to"], ["let's"], ["lets"], ["go", "ahead", "and"], ["go", "and"], ["i"],
    ];

    /// <returns>The index of the first token behind it, and whether it makes a request of what reads as a question.</returns>
    public static (int At, bool IsRequest) Skip(IReadOnlyList<Token> tokens)
    {
        var (at, isRequest) = (0, false);
        while (at < tokens.Count)
        {
            var phrase = Requests.FirstOrDefault(r => StartsAt(tokens, at, r));
            if (phrase is not null)
            {
                isRequest |= phrase is [_, "you"];
                at += phrase.Length;
            }
            else if (tokens[at].Is(Courtesies) || tokens[at].Term is Terms.Greeting || tokens[at] is { Kind: TokenKind.Mark, Text: "," or "!" or "." })
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

    private static bool StartsAt(IReadOnlyList<Token> tokens, int at, string[] phrase) =>
        at + phrase.Length <= tokens.Count && phrase.Index().All(p => tokens[at + p.Index].Is(p.Item));
}
