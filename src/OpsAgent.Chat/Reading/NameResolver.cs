using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Chat.Reading;

/// <summary>What a message names at one place.</summary>
/// <param name="At">The index of its first token.</param>
/// <param name="Length">How many tokens it is.</param>
/// <param name="Said">As it was typed.</param>
/// <param name="Candidates">What it may be; empty where nothing of that name was found.</param>
/// <param name="IsExact">Whether it is the whole id or name of each candidate, and not a part.</param>
internal sealed record Mention(int At, int Length, string Said, IReadOnlyList<NamedResource> Candidates, bool IsExact)
{
    public bool Covers(int index) => index >= At && index < At + Length;
}

/// <summary>Finds what a message names: ids, ARNs, paths and console pages by their form, names by what the directory found.</summary>
internal sealed partial class NameResolver(Language language)
{
    private const int MaxNameWords = 4;

    private readonly Tokenizer _tokenizer = new(language);

    private static readonly (SubjectKind Kind, string Term)[] Nouns =
    [
        (SubjectKind.Instance, "kind.instance"), (SubjectKind.Service, "kind.service"), (SubjectKind.Cluster, "kind.cluster"),
        (SubjectKind.LoadBalancer, "kind.load_balancer"), (SubjectKind.TargetGroup, "kind.target_group"), (SubjectKind.Alarm, "kind.alarm"),
    ];

    /// <returns>Words that may be names, for the directory; empty where nothing is to be looked up.</returns>
    public IReadOnlyList<string> NamesIn(IReadOnlyList<Token> tokens)
    {
        var names = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is TokenKind.Quote && Unquoted(token).Length is > 0 and <= 100)
            {
                names.Add(Unquoted(token));
            }
            else if (token.Kind is TokenKind.Pair)
            {
                names.AddRange([token.Pair.Value, token.Text[..token.Text.IndexOfAny(['=', ' '])]]);
            }
            else if (token.Kind is TokenKind.Path && ResourceReferences.SubjectOf(token) is { Kind: SubjectKind.Service })
            {
                names.AddRange(token.Text.Split('/'));
            }
            else if (token.Kind is TokenKind.Name || (token.Kind is TokenKind.Word && (IsUnknown(token) || !IsFunctionWord(token) || IsBesideNoun(tokens, i))))
            {
                names.Add(token.Text);
                if (token.Text.Length > 4 && token.Lower.EndsWith('s'))
                {
                    names.Add(token.Text[..^1]);
                }

                if (i + 1 < tokens.Count && tokens[i + 1] is { Kind: TokenKind.Number } number && number.Start == token.End + 1)
                {
                    names.Add($"{token.Text}-{number.Text}");
                }
            }
        }

        var distinct = names.Distinct(StringComparer.OrdinalIgnoreCase).Take(IResourceDirectory.MaxNames).ToList();
        return tokens.All(t => t.Terms.Count > 0 && !t.Has("kind.alarm") && t.Kind is not (TokenKind.Quote or TokenKind.Pair)) && !Enumerable.Range(0, tokens.Count).Any(i => IsBesideNoun(tokens, i)) ? [] : distinct;
    }

    /// <returns>What the tokens name, in their order.</returns>
    public IReadOnlyList<Mention> Resolve(IReadOnlyList<Token> tokens, ResourceMatches? known)
    {
        var mentions = new List<Mention>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (MentionAt(tokens, i, known) is { } mention)
            {
                mentions.Add(mention);
                i += mention.Length - 1;
            }
        }

        return InTheirClusters(tokens, mentions);
    }

    /// <returns>The kinds that the words beside the mention say it is; empty where they do not.</returns>
    public static IReadOnlyList<SubjectKind> KindsBeside(IReadOnlyList<Token> tokens, Mention mention)
    {
        var (before, after) = (mention.At - 1, mention.At + mention.Length);
        while (before >= 0 && tokens[before].Is("noun_link"))
        {
            before--;
        }

        return [.. Nouns.Where(n => (before >= 0 && tokens[before].Has(n.Term)) || (after < tokens.Count && tokens[after].Has(n.Term))).Select(n => n.Kind)];
    }

    public static string NounOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Instance => "EC2 instance",
        SubjectKind.Service => "ECS service",
        SubjectKind.LoadBalancer => "load balancer",
        SubjectKind.TargetGroup => "target group",
        SubjectKind.Alarm => "alarm",
        SubjectKind.Cluster => "ECS cluster",
        _ => "proposal",
    };

    /// <returns>As in "an EC2 instance".</returns>
    public static string WithArticle(SubjectKind kind) => NounOf(kind) is ['E' or 'a', ..] and var noun ? $"an {noun}" : $"a {NounOf(kind)}";

    /// <returns>How a name was understood: <c>web-2 = EC2 instance i-0a1b…, running</c>.</returns>
    public static string Understood(string said, NamedResource resource)
    {
        var id = resource.Subject.Name[(resource.Subject.Name.LastIndexOf(':') + 1)..];
        return $"{said} = {NounOf(resource.Subject.Kind)} {id}{(resource.Where.Length > 0 && resource.Subject.Kind is not SubjectKind.Service ? $", {resource.Where}" : string.Empty)}.";
    }

    /// <returns>The resource as an answer tells it: <c>web-2 (i-0a1b…, running in us-east-1a)</c>.</returns>
    public static string Told(NamedResource resource)
    {
        var id = resource.Subject.Name.StartsWith("arn:", StringComparison.Ordinal) ? resource.Subject.Name[(resource.Subject.Name.LastIndexOf(':') + 1)..] : resource.Subject.Name;
        var facts = string.Join(", ", new[] { NounOf(resource.Subject.Kind), id == resource.Name ? string.Empty : id, resource.Where }.Where(f => f.Length > 0));
        return $"{resource.Name} ({facts})";
    }

    public static string Unquoted(Token quote) => quote.Text.Trim('"', '\'', '`', '\u201C', '\u201D', '>', ' ', '\n');

    /// <returns>Whether the word means nothing by itself, and so may be a name.</returns>
    public bool IsUnknown(Token token) =>
        token.Kind is TokenKind.Word && token.Terms.Count == 0 && !language.Common.Contains(token.Lower) && !language.Units.ContainsKey(token.Lower) && !language.Weekdays.ContainsKey(token.Lower)
        && !language.Months.ContainsKey(token.Lower) && !language.Numbers.ContainsKey(token.Lower) && !language.Factors.ContainsKey(token.Lower) && !language.Spans.ContainsKey(token.Lower) && !language.DayParts.ContainsKey(token.Lower);

    // What glues a sentence together is never asked for; a common word such as "shop" may be somebody's service.
    private static bool IsFunctionWord(Token token) => token.Terms.Count > 0 || token.Text.Length < 3;

    private static bool IsBesideNoun(IReadOnlyList<Token> tokens, int at) =>
        tokens[at].Kind is TokenKind.Word && !tokens[at].Has("filler", "kind.instance", "kind.service", "kind.cluster", "kind.load_balancer", "kind.target_group", "status", "all")
        && ((at > 0 && tokens[at - 1].Has("kind.service", "kind.cluster", "kind.load_balancer")) || (at + 1 < tokens.Count && tokens[at + 1].Has("kind.service", "kind.cluster", "kind.load_balancer")));

    private Mention? MentionAt(IReadOnlyList<Token> tokens, int at, ResourceMatches? known)
    {
        var token = tokens[at];

        // "service/web": the kind and the name.
        if (token.Kind is TokenKind.Path && known is not null && token.Text.Split('/') is [var noun, { Length: > 0 } behind] && Nouns.FirstOrDefault(n => language.TermsOf(noun.ToLowerInvariant()).Contains(n.Term)) is { Term: not null } of
            && Equal(known, behind).Where(r => r.Subject.Kind == of.Kind).ToList() is { Count: > 0 } named)
        {
            return new Mention(at, 1, behind, named, IsExact: true);
        }

        if (token.Kind is TokenKind.Pair)
        {
            return OfPair(at, token, known);
        }

        if (ResourceReferences.SubjectOf(token) is { } subject && (token.Kind is not TokenKind.Path || IsNamePath(token, subject, known)))
        {
            return new Mention(at, 1, token.Text, [NamedAs(subject, known)], IsExact: true);
        }

        if (known is null || token.Kind is not (TokenKind.Word or TokenKind.Name or TokenKind.Quote or TokenKind.Hash))
        {
            return null;
        }

        for (var length = Math.Min(MaxNameWords, tokens.Count - at); length > 0; length--)
        {
            if (SaidAt(tokens, at, length) is { } said && Equal(known, said) is { Count: > 0 } equal && (length > 1 ? !IsNamed(tokens, at, known) : IsMeantAsName(tokens, at, equal)))
            {
                return new Mention(at, length, said, equal, IsExact: true);
            }
        }

        if ((token.Kind is TokenKind.Name && token.Terms.Count == 0) || (IsUnknown(token) && !language.Environments.ContainsKey(token.Lower)))
        {
            var parts = known.Resources.Where(r => IsPart(r, token.Text)).ToList();
            return parts.Count > 0 ? new Mention(at, 1, token.Text, parts, IsExact: false) : null;
        }

        return null;
    }

    // "production web" is the service web of production before it is the load balancer production-web.
    private static bool IsNamed(IReadOnlyList<Token> tokens, int at, ResourceMatches known) =>
        Equal(known, tokens[at].Text).Count > 0 && (tokens[at + 1].Kind is not TokenKind.Number || tokens.Any(t => t.Is("counting") || t.Is("shared_count_verb") || t.Has("tasks", "more", "fewer")));

    // "and/or" is no service.
    private bool IsNamePath(Token token, Subject subject, ResourceMatches? known) =>
        subject.Kind is not SubjectKind.Service || known?.Resources.Any(r => r.Subject == subject) is true
        || known?.Resources.Any(r => r.Subject.Kind is SubjectKind.Cluster && r.Name == token.Text.Split('/')[0]) is true
        || token.Text.Split('/').All(p => language.TermsOf(p.ToLowerInvariant()).Count == 0 && (!language.Common.Contains(p.ToLowerInvariant()) || language.Environments.ContainsKey(p.ToLowerInvariant())));

    // "--service web", "instance_id=web-2".
    private Mention? OfPair(int at, Token token, ResourceMatches? known)
    {
        var (key, value) = token.Pair;
        var kind = key switch
        {
            "instance_id" or "instance_ids" or "instance" => SubjectKind.Instance,
            "service" or "services" or "service_name" => SubjectKind.Service,
            "cluster" or "cluster_name" => SubjectKind.Cluster,
            "alb_name" or "load_balancer" or "load_balancer_name" or "names" => SubjectKind.LoadBalancer,
            "alarm_name" or "alarm_names" => SubjectKind.Alarm,
            "resource" or "target" or "name" => (SubjectKind?)null,
            _ => SubjectKind.Proposal,
        };
        if (kind is SubjectKind.Proposal)
        {
            // "web=4"
            if (value.All(char.IsAsciiDigit) && known is not null && Equal(known, token.Text[..token.Text.IndexOfAny(['=', ' '])]).Where(r => r.Subject.Kind is SubjectKind.Service).ToList() is { Count: > 0 } counted)
            {
                return new Mention(at, 1, counted[0].Name, counted, IsExact: true);
            }

            return Reference().Match(value) is { Success: true } reference && (reference.Value.StartsWith("i-", StringComparison.Ordinal) ? new Subject(SubjectKind.Instance, reference.Value) : ResourceReferences.OfArn(reference.Value)) is { } inside
                ? new Mention(at, 1, reference.Value, [NamedAs(inside, known)], IsExact: true) : null;
        }

        if (_tokenizer.Tokenize(value) is [var only] && ResourceReferences.SubjectOf(only) is { } subject && (kind is null || subject.Kind == kind))
        {
            return new Mention(at, 1, value, [NamedAs(subject, known)], IsExact: true);
        }

        var equal = known is null ? [] : Equal(known, value).Where(r => kind is null || r.Subject.Kind == kind).ToList();
        return equal.Count > 0 ? new Mention(at, 1, value, equal, IsExact: true)
            : kind is SubjectKind.Cluster or SubjectKind.Alarm ? new Mention(at, 1, value, [new NamedResource(new Subject(kind.Value, value), value, string.Empty)], IsExact: true)
            : new Mention(at, 1, value, [], IsExact: true);
    }

    // A word of the language is a name only beside the noun of the kind, or where nothing else calls it so.
    private bool IsMeantAsName(IReadOnlyList<Token> tokens, int at, List<NamedResource> equal)
    {
        var token = tokens[at];
        if (token.Kind is TokenKind.Name or TokenKind.Quote || IsUnknown(token))
        {
            return true;
        }

        // "Is the shop up", "shop is down", "how is api?"
        if (token.Terms.Count == 0 && language.Common.Contains(token.Lower))
        {
            return tokens.Count == 1 || (at > 0 && !tokens[at - 1].Is("aws") && (tokens[at - 1].Is("name_lead") || tokens[at - 1].Has("status", "show", "kind.service", "kind.load_balancer", "kind.target_group")) && (at + 1 >= tokens.Count || tokens[at + 1].Terms.Count > 0 || tokens[at + 1].Kind is not TokenKind.Word))
                || (at + 1 < tokens.Count && (tokens[at + 1].Has("status", "kind.service", "kind.load_balancer", "kind.target_group") || tokens[at + 1].Is("is")));
        }

        var kinds = KindsBeside(tokens, new Mention(at, 1, token.Text, [], IsExact: true));
        return equal.Any(r => kinds.Contains(r.Subject.Kind));
    }

    private static string? SaidAt(IReadOnlyList<Token> tokens, int at, int length)
    {
        if (length == 1)
        {
            return tokens[at].Kind is TokenKind.Quote ? Unquoted(tokens[at]) : tokens[at].Text;
        }

        // "web 2" for web-2, "web server 2" as it is.
        for (var i = at; i < at + length; i++)
        {
            if (tokens[i].Kind is not (TokenKind.Word or TokenKind.Name or TokenKind.Number) || (i > at && tokens[i].Start != tokens[i - 1].End + 1))
            {
                return null;
            }
        }

        return string.Join(' ', tokens.Skip(at).Take(length).Select(t => t.Text));
    }

    private static List<NamedResource> Equal(ResourceMatches known, string said)
    {
        var joined = said.Replace(' ', '-');
        return [.. known.Resources.Where(r => string.Equals(r.Name, said, StringComparison.OrdinalIgnoreCase) || string.Equals(r.Name, joined, StringComparison.OrdinalIgnoreCase)
            || (r.Subject.Kind is SubjectKind.Service && said.Length > 4 && string.Equals($"{r.Name}s", said, StringComparison.OrdinalIgnoreCase)))];
    }

    private static bool IsPart(NamedResource resource, string said) => NameWords.Of(said).IsIn(NameWords.Of(resource.Name));

    private static NamedResource NamedAs(Subject subject, ResourceMatches? known) =>
        known?.Resources.FirstOrDefault(r => r.Subject == subject) ?? new NamedResource(subject, subject.Name, string.Empty);

    // "web in production": the cluster says which service is meant, and is no second thing.
    private static List<Mention> InTheirClusters(IReadOnlyList<Token> tokens, List<Mention> mentions)
    {
        var clusters = mentions.Where(m => m.IsExact && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Cluster) && IsSaidAsPlace(tokens, m)).ToList();
        if (clusters.Count == 0)
        {
            return mentions;
        }

        var narrowed = new List<Mention>();
        var used = new HashSet<Mention>();
        foreach (var mention in mentions.Except(clusters))
        {
            var inside = mention.Candidates.Where(c => c.Subject.Kind is SubjectKind.Service && clusters.Any(k => c.Subject.Name.StartsWith($"{k.Said}/", StringComparison.OrdinalIgnoreCase))).ToList();
            if (inside.Count > 0 && mention.IsExact)
            {
                used.UnionWith(clusters.Where(k => inside.Any(c => c.Subject.Name.StartsWith($"{k.Said}/", StringComparison.OrdinalIgnoreCase))));
                narrowed.Add(mention with { Candidates = inside });
            }
            else
            {
                narrowed.Add(mention);
            }
        }

        return [.. narrowed.Concat(clusters.Except(used)).OrderBy(m => m.At)];
    }

    private static bool IsSaidAsPlace(IReadOnlyList<Token> tokens, Mention mention)
    {
        var before = mention.At - 1;
        while (before >= 0 && tokens[before].Is("article"))
        {
            before--;
        }

        return tokens[mention.At].Kind is TokenKind.Pair || (before >= 0 && (tokens[before].Is("place_lead") || tokens[before].Has("kind.cluster")))
            || (mention.At + 1 < tokens.Count && tokens[mention.At + 1].Has("kind.cluster"))
            || (mention.At + 1 < tokens.Count && tokens[mention.At + 1].Kind is TokenKind.Word or TokenKind.Name && tokens[mention.At + 1].Terms.Count == 0);
    }

    [GeneratedRegex(@"\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b|\barn:aws[a-z-]*:[^\s,;]+", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
