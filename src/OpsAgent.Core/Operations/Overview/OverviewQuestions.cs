using System.Text.Json.Nodes;

using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Core.Operations.Overview;

/// <summary>Reads "what is going on?" and its like: a question for the state of nothing in particular.</summary>
internal sealed class OverviewQuestions : IQuestionReader
{
    public const string Noun = "overview";

    public QuestionReading? Read(Question question)
    {
        var isAskedFor = question.Has(Noun);
        if (question is { Named: not null } or { HasTopic: true } or { Past: not null } || !(isAskedFor || IsAboutNothingElse(question)))
        {
            return null;
        }

        if (question.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Pair)?.Text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value])
        {
            return new QuestionReading.Run(key == "cluster" ? new JsonObject { ["cluster"] = value } : new JsonObject { ["tag_key"] = key, ["tag_value"] = value });
        }

        if (question.Has(Terms.Cluster) && ClusterIn(question.Tokens) is { } cluster)
        {
            return new QuestionReading.Run(new JsonObject { ["cluster"] = cluster });
        }

        return question.BareName is null ? new QuestionReading.Run([]) : null;
    }

    // "Status", "anything broken?": no other noun, no name, and nothing that was spoken of before.
    private static bool IsAboutNothingElse(Question question) =>
        question is { Focus: null, BareName: null }
        && question.Has(Terms.Status)
        && question.Tokens.All(t => t.Kind is TokenKind.Word or TokenKind.Question or TokenKind.Mark && t.Term is Terms.None or Terms.Status or Terms.Show or Terms.It);

    // "Cluster production", "the production cluster".
    private static string? ClusterIn(IReadOnlyList<Token> tokens)
    {
        var at = tokens.ToList().FindIndex(t => t.Term is Terms.Cluster);
        var name = tokens.Skip(at + 1).FirstOrDefault(IsName) ?? (at > 0 && IsName(tokens[at - 1]) ? tokens[at - 1] : null);
        return name?.Text;
    }

    private static bool IsName(Token token) => token.Kind is TokenKind.Word or TokenKind.Name && token.Term is Terms.None && !token.Is("the", "a", "my", "our", "of", "in", "for", "is", "please");
}
