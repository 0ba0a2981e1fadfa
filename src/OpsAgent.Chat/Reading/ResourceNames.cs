using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Finds what a message names.</summary>
internal sealed partial class ResourceNames(ChatLanguage language)
{
    /// <returns>The first subject that the message names by an id or a path that says what it is, or null.</returns>
    public Subject? Named(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens)
        {
            var found = token is { Kind: TokenKind.Pair } && token.Text.Split('=') is [var key, var value] && language.IsQuestionParameter(key)
                ? Named(language.Tokenizer.Tokenize(value))
                : SubjectOf(token);
            if (found is not null)
            {
                return found;
            }
        }

        return ServiceInWords(tokens);
    }

    /// <returns>What an id, an ARN or a path names, or null.</returns>
    public static Subject? SubjectOf(Token token) => token.Kind switch
    {
        TokenKind.Instance => new Subject(SubjectKind.Instance, token.Text),
        TokenKind.Arn => OfArn(token.Text),
        TokenKind.Path => OfPath(token.Text),
        _ => null,
    };

    /// <returns>A name that does not say what it is, such as <c>web-2</c> or, behind "of", <c>web</c>; or null.</returns>
    public string? BareName(IReadOnlyList<Token> tokens)
    {
        var name = tokens.FirstOrDefault(t => t is { Kind: TokenKind.Name, Term: Terms.None } && NameForm().IsMatch(t.Text) && !Camel().IsMatch(t.Text));
        if (name is not null)
        {
            return name.Text;
        }

        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: TokenKind.Word, Term: Terms.None } word && !language.Vocabulary.Knows(word.Text) && !IsCommon(word)
                && (tokens[i - 1].Is("of", "for", "behind", "on", "is", "named", "called", "about") || tokens[i - 1].Term is Terms.LoadBalancer or Terms.Instance
                    || (i + 1 < tokens.Count && tokens[i + 1].Term is Terms.LoadBalancer or Terms.Target or Terms.Status)))
            {
                return word.Text;
            }
        }

        return null;
    }

    // Not in the vocabulary, and no name all the same.
    private static bool IsCommon(Token word) => word.Is("a", "an", "is", "it", "going", "to", "in", "at", "by", "my", "me", "he", "she", "his", "all", "and", "or", "any", "are", "was", "has", "had", "do", "not", "don't", "if", "be", "you", "we", "our", "for", "see", "bad");

    private static Subject? OfArn(string arn) =>
        arn.Contains(":instance/i-", StringComparison.Ordinal) ? new Subject(SubjectKind.Instance, arn[(arn.LastIndexOf('/') + 1)..])
        : arn.Contains(":loadbalancer/", StringComparison.Ordinal) ? new Subject(SubjectKind.LoadBalancer, arn)
        : arn.Contains(":targetgroup/", StringComparison.Ordinal) ? new Subject(SubjectKind.TargetGroup, arn)
        : arn.Split(":service/") is [_, var service] && service.Contains('/', StringComparison.Ordinal) ? new Subject(SubjectKind.Service, service)
        : null;

    private static Subject? OfPath(string path) => path.Split('/') switch
    {
        ["app" or "net", _, { Length: 16 }] => new Subject(SubjectKind.LoadBalancer, path),
        ["targetgroup", _, { Length: 16 }] => new Subject(SubjectKind.TargetGroup, path),
        [{ Length: > 0 } cluster, { Length: > 0 } service] when NameForm().IsMatch(cluster) && NameForm().IsMatch(service) => new Subject(SubjectKind.Service, path),
        ["service", { Length: > 0 } cluster, { Length: > 0 } service] => new Subject(SubjectKind.Service, $"{cluster}/{service}"),
        _ => null,
    };

    // "service web in (the) (cluster) production (cluster)"
    private Subject? ServiceInWords(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            var at = tokens[i].Is("service", "svc") ? i + 1 : i;
            if (tokens[at].Kind is TokenKind.Word or TokenKind.Name && tokens[at].Term is Terms.None && !language.Vocabulary.Knows(tokens[at].Text) && !IsCommon(tokens[at])
                && at + 1 < tokens.Count && tokens[at + 1].Is("in", "on"))
            {
                var container = at + 2;
                while (container < tokens.Count && tokens[container].Is("the", "cluster"))
                {
                    container++;
                }

                if (container < tokens.Count && tokens[container].Kind is TokenKind.Word or TokenKind.Name && NameForm().IsMatch(tokens[container].Text)
                    && (tokens.Any(t => t.Term is Terms.Service or Terms.Cluster) || tokens[container].Is("production", "staging", "prod", "dev", "test")))
                {
                    return new Subject(SubjectKind.Service, $"{tokens[container].Text}/{tokens[at].Text}");
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
