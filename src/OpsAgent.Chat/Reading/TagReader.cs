using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads tags: "Role=web", "tagged Role web", "instances in production", "the web servers".</summary>
internal sealed partial class TagReader(OperationCatalog catalog, Language language)
{
    /// <returns>The tag, or null.</returns>
    public (string Key, string Value)? Read(Message part)
    {
        var tokens = part.Tokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind is TokenKind.Pair && TagPair().Match(tokens[i].Pair.Value) is { Success: true, Groups: var filter })
            {
                return (filter["key"].Value, filter["value"].Value);
            }

            if (tokens[i].Kind is TokenKind.Pair && tokens[i].Text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value] && !key.StartsWith('-') && !IsParameter(tokens[i].Pair.Key))
            {
                return (key, value);
            }

            if (tokens[i].Has("tag") && tokens.Skip(i + 1).Where(t => !t.Is("tag_filler") && t.Kind is TokenKind.Word or TokenKind.Name or TokenKind.Quote).Take(2).ToList() is [var first, var second])
            {
                return (NameResolver.Unquoted(first), NameResolver.Unquoted(second));
            }

            if (tokens[i].Is("role") && i + 1 < tokens.Count && tokens[i + 1].Kind is TokenKind.Word or TokenKind.Name && tokens.Any(t => t.Has("kind.instance")))
            {
                return ("Role", tokens[i + 1].Text);
            }
        }

        var noun = tokens.ToList().FindIndex(t => t.Has("plural") && t.Has("kind.instance"));
        if (noun < 0 || part.Mentions.Any(m => m.IsExact && !(m.At > 0 && tokens[m.At - 1].Has("filters")) && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Instance)))
        {
            return null;
        }

        if (tokens.FirstOrDefault(t => language.Environments.ContainsKey(t.Lower)) is { } environment && part.Mentions.All(m => !m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Instance) || !m.IsExact || (m.At > 0 && tokens[m.At - 1].Has("filters"))))
        {
            return ("Environment", language.Environments[environment.Lower]);
        }

        // "The web servers", where no instance is called so.
        return noun > 0 && tokens[noun - 1].Kind is TokenKind.Word or TokenKind.Name && tokens[noun - 1].Terms.Count == 0 && !language.Common.Contains(tokens[noun - 1].Lower) && !tokens[noun - 1].Text.Any(char.IsAsciiDigit)
            && part.MentionOver(noun - 1) is null or { IsExact: false } or { Candidates: [{ Subject.Kind: not SubjectKind.Instance }, ..] }
            ? ("Role", tokens[noun - 1].Text) : null;
    }

    private bool IsParameter(string key) => catalog.Operations.Any(o => o.Chat is QuestionGrammar && o.Parameters.All.Any(p => p.Name == key)) || key is "value" or "values" or "attribute_key" or "attribute_value" or "instance" or "service" or "cluster" or "name" or "target" or "load_balancer";

    // The filter of the AWS CLI: Name=tag:Role,Values=web
    [GeneratedRegex("^Name=tag:(?<key>[^,]+),Values=(?<value>[^,]+)", RegexOptions.CultureInvariant)]
    private static partial Regex TagPair();
}
