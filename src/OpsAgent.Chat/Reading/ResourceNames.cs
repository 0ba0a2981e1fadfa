using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;

namespace OpsAgent.Chat.Reading;

/// <summary>What a message speaks of.</summary>
internal static partial class ResourceNames
{
    /// <returns>The first resource that the message names by an id or a path that says what it is, or null.</returns>
    public static Focus? Named(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens)
        {
            var found = token.Kind switch
            {
                TokenKind.Instance => new Focus(FocusKind.Instance, token.Text),
                TokenKind.Arn => OfArn(token.Text),
                TokenKind.Path => OfPath(token.Text),
                TokenKind.Pair when token.Text.Split('=') is ["instance_id" or "resource", var value] => Named(Tokenizer.Tokenize(value)),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return ServiceInWords(tokens);
    }

    /// <returns>A name that says no kind, such as <c>web-2</c> or, behind "of", <c>web</c>; or null.</returns>
    public static string? Loose(IReadOnlyList<Token> tokens)
    {
        var name = tokens.FirstOrDefault(t => t is { Kind: TokenKind.Name, Term: Term.None } && NameForm().IsMatch(t.Text) && !t.Is("re-boot") && !Camel().IsMatch(t.Text));
        if (name is not null)
        {
            return name.Text;
        }

        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: TokenKind.Word, Term: Term.None } word && !Vocabulary.Knows(word.Text) && !Filler(word)
                && (tokens[i - 1].Is("of", "for", "behind", "on", "is", "named", "called", "about") || tokens[i - 1].Term is Term.Balancer or Term.Instance
                    || (i + 1 < tokens.Count && tokens[i + 1].Term is Term.Balancer or Term.Targets or Term.Status)))
            {
                return word.Text;
            }
        }

        return null;
    }

    private static bool Filler(Token word) => word.Is("a", "an", "is", "it", "going", "to", "in", "at", "by", "my", "me", "he", "she", "his", "all", "and", "or", "any", "are", "was", "has", "had", "do", "not", "don't", "if", "be", "you", "we", "our", "for", "see", "bad");

    private static Focus? OfArn(string arn) =>
        arn.Contains(":instance/i-", StringComparison.Ordinal) ? new Focus(FocusKind.Instance, arn[(arn.LastIndexOf('/') + 1)..])
        : arn.Contains(":loadbalancer/", StringComparison.Ordinal) ? new Focus(FocusKind.LoadBalancer, arn)
        : arn.Contains(":targetgroup/", StringComparison.Ordinal) ? new Focus(FocusKind.TargetGroup, arn)
        : arn.Split(":service/") is [_, var service] && service.Contains('/', StringComparison.Ordinal) ? new Focus(FocusKind.Service, service)
        : null;

    private static Focus? OfPath(string path) => path.Split('/') switch
    {
        ["app" or "net", _, { Length: 16 }] => new Focus(FocusKind.LoadBalancer, path),
        ["targetgroup", _, { Length: 16 }] => new Focus(FocusKind.TargetGroup, path),
        [{ Length: > 0 } cluster, { Length: > 0 } service] when NameForm().IsMatch(cluster) && NameForm().IsMatch(service) => new Focus(FocusKind.Service, path),
        ["service", { Length: > 0 } cluster, { Length: > 0 } service] => new Focus(FocusKind.Service, $"{cluster}/{service}"),
        _ => null,
    };

    // "service web in (the) (cluster) production (cluster)"
    private static Focus? ServiceInWords(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            var at = tokens[i].Is("service", "svc") ? i + 1 : i;
            if (tokens[at].Kind is TokenKind.Word or TokenKind.Name && tokens[at].Term is Term.None && !Vocabulary.Knows(tokens[at].Text) && !Filler(tokens[at])
                && at + 1 < tokens.Count && tokens[at + 1].Is("in", "on"))
            {
                var place = at + 2;
                while (place < tokens.Count && tokens[place].Is("the", "cluster"))
                {
                    place++;
                }

                if (place < tokens.Count && tokens[place].Kind is TokenKind.Word or TokenKind.Name && NameForm().IsMatch(tokens[place].Text)
                    && (tokens.Any(t => t.Term is Term.Service or Term.Cluster) || tokens[place].Is("production", "staging", "prod", "dev", "test")))
                {
                    return new Focus(FocusKind.Service, $"{tokens[place].Text}/{tokens[at].Text}");
                }
            }
        }

        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    [GeneratedRegex("^[A-Z][a-z0-9]+[A-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex Camel();
}
