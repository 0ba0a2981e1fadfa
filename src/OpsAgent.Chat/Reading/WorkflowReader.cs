using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads orders to record an incident or to post something: as strict as orders to change something, for both run at once.</summary>
internal static partial class WorkflowReader
{
    public const string Record = "create_incident_record";
    public const string Post = "post_summary_to_channel";

    private static readonly string[] Severities = ["low", "medium", "high", "critical"];
    private static readonly string[] RecordFillers = ["a", "an", "the", "new", "please", "me", "us", "for", "record", "report", "ticket", "entry", "with", "of", "severity", "sev", "priority", "is", "as"];
    private static readonly string[] Introductions = ["about", "that", "for", "because", "saying", "summary", "titled", "called", "where"];
    private static readonly string[] PostFillers = ["a", "an", "the", "my", "this", "that", "it", "update", "message", "note", "following", "last", "answer", "please", "summary", "finding", "findings"];
    private static readonly string[] Nobody = ["me", "us", "him", "her", "them", "you", "everyone", "everybody", "people", "somebody", "someone", "the", "a", "my", "our", "all"];

    public static Intent? Read(string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        var (at, _) = Salutation.Skip(tokens);
        if (at >= tokens.Count || tokens[^1].Kind is TokenKind.Question)
        {
            return null;
        }

        return tokens[at].Term switch
        {
            Term.Record when tokens.Skip(at + 1).Take(6).Any(t => t.Term is Term.Incident) => ReadIncident(message, tokens, at + 1),
            Term.Post => ReadPost(message, tokens, at + 1, memory),
            Term.Tell => ReadTell(message, tokens, at + 1),
            Term.Incident when tokens.Any(t => t.Kind is TokenKind.Colon) => new Intent.Reply("Nothing is recorded. If you want it, write: record incident high: <what happened>."),
            _ => null,
        };
    }

    public static Intent? Continue(Draft draft, string message, IReadOnlyList<Token> tokens)
    {
        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        if (tokens.Any(t => t.Kind is TokenKind.Question) || HedgeWords.InText(message))
        {
            return null;
        }

        if (draft.Missing == "severity")
        {
            var words = tokens.Where(t => t.Kind is not TokenKind.Mark && !t.Is(RecordFillers)).ToList();
            return words is [var word] && Severities.Contains(word.Text.ToLowerInvariant()) ? CompleteIncident(Put(parameters, "severity", word.Text.ToLowerInvariant())) : null;
        }

        return draft.Missing == "summary" ? CompleteIncident(Put(parameters, "summary", Reason.Clean(message))) : CompletePost(Put(parameters, "text", message.Trim()));
    }

    private static Intent ReadIncident(string message, IReadOnlyList<Token> tokens, int at)
    {
        var parameters = new JsonObject();
        var severities = new List<string>();
        var seenIncident = false;
        string? summary = null;
        for (var i = at; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (Severities.Contains(token.Text.ToLowerInvariant()))
            {
                severities.Add(token.Text.ToLowerInvariant());
            }
            else if (token is { Kind: TokenKind.Pair } && token.Text.Split('=') is ["severity", var given] && Severities.Contains(given))
            {
                severities.Add(given);
            }
            else if (seenIncident && token is { Kind: TokenKind.Quote })
            {
                summary = message[token.Start..];
                break;
            }
            else if (seenIncident && !IsSeverityColon(tokens, i) && (token is { Kind: TokenKind.Colon } or { Kind: TokenKind.Mark, Text: "-" or "\u2013" or "\u2014" } || token.Is(Introductions)))
            {
                summary = message[token.End..];
                break;
            }
            else if (token.Term is Term.Incident)
            {
                seenIncident = true;
            }
            else if (!token.Is(RecordFillers) && token.Kind is not (TokenKind.Mark or TokenKind.Colon))
            {
                return new Intent.Reply($"Nothing is recorded: I do not understand \"{token.Text}\" before the summary. Write: record incident high: <what happened>.");
            }
        }

        if (summary is not null && Trailing().Match(summary) is { Success: true } trailing)
        {
            severities.Add(trailing.Groups["level"].Value.ToLowerInvariant());
            summary = summary[..trailing.Index];
        }

        if (summary is not null && HedgeWords.InText(summary))
        {
            return new Intent.Reply("Nothing is recorded. When it is time, write: record incident high: <what happened>.");
        }

        if (severities.Distinct().Skip(1).Any())
        {
            return new Intent.Reply("Nothing is recorded: that names two severities. Write: record incident high: <what happened>.");
        }

        if (severities.Count > 0)
        {
            parameters["severity"] = severities[0];
        }

        if (summary is not null && Reason.Clean(summary) is { Length: > 0 } words)
        {
            parameters["summary"] = words;
            var links = tokens.Where(t => t.Kind is TokenKind.Link && t.Text.StartsWith("https://", StringComparison.Ordinal)).Select(t => t.Text).ToList();
            if (links.Count > 0)
            {
                parameters["links"] = string.Join(' ', links);
            }

            if (tokens.Where(t => t.Kind is TokenKind.Proposal).ToList() is [var proposal])
            {
                parameters["proposal_id"] = proposal.Text;
            }
        }

        return CompleteIncident(parameters);
    }

    private static Intent CompleteIncident(JsonObject parameters) =>
        !parameters.ContainsKey("summary") ? new Intent.Reply("What happened? Say it in a sentence, for whoever reads it later.", new Draft(Record, parameters.ToElement(), "summary"))
        : !parameters.ContainsKey("severity") ? new Intent.Reply("How bad is it: low, medium, high or critical?", new Draft(Record, parameters.ToElement(), "severity"))
        : new Intent.Run(Record, parameters.ToElement());

    private static Intent? ReadPost(string message, IReadOnlyList<Token> tokens, int at, Memory memory)
    {
        const string Form = "post to <channel>: <text>";
        var quote = tokens.Skip(at).Where(t => t.Kind is TokenKind.Quote).ToList() is [var only] && tokens.Take(tokens.ToList().IndexOf(only)).Skip(at).All(t => t.Is(PostFillers) || t.Kind is TokenKind.Colon) ? only : null;
        var pointed = false;
        for (var i = at; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Is("to", "in", "on"))
            {
                return ReadChannel(message, tokens, i + 1, quote, pointed ? memory.Summary : null, pointed);
            }

            if (!token.Is(PostFillers) && token != quote && token.Kind is not TokenKind.Colon)
            {
                return tokens.Any(t => t.Is("to")) ? new Intent.Reply($"Nothing is posted: I do not see where the text begins. Write: {Form}.") : null;
            }

            pointed |= token.Is("this", "that", "it", "summary", "finding", "findings", "answer");
        }

        return new Intent.Reply($"To which channel, and what? Write: {Form}.");
    }

    private static Intent? ReadTell(string message, IReadOnlyList<Token> tokens, int at) =>
        at + 1 < tokens.Count && (tokens[at].Text.StartsWith('#') || (tokens[at + 1].Kind is TokenKind.Colon && !tokens[at].Is(Nobody)))
            ? ReadChannel(message, tokens, at, null, null, pointed: false)
            : null;

    private static Intent ReadChannel(string message, IReadOnlyList<Token> tokens, int at, Token? quote, string? summary, bool pointed)
    {
        while (at < tokens.Count && tokens[at].Is("the", "channel", "our"))
        {
            at++;
        }

        if (at >= tokens.Count || tokens[at].Kind is not (TokenKind.Word or TokenKind.Name) || tokens[at].Is(Nobody))
        {
            return new Intent.Reply("Nothing is posted: to which channel? Write: post to <channel>: <text>.");
        }

        var parameters = new JsonObject { ["channel"] = tokens[at].Text.TrimStart('#') };
        var rest = at + 1;
        while (rest < tokens.Count && (tokens[rest].Is("channel", "that", "saying", "please") || tokens[rest] is { Kind: TokenKind.Colon or TokenKind.Mark }))
        {
            rest++;
        }

        if (quote is not null && rest >= tokens.Count)
        {
            parameters["text"] = quote.Text[1..^1];
        }
        else if (quote is null && rest < tokens.Count)
        {
            var text = message[tokens[rest].Start..].Trim();
            parameters["text"] = tokens[rest].Kind is TokenKind.Quote && rest == tokens.Count - 1 ? text[1..^1] : text;
        }
        else if (quote is not null)
        {
            return new Intent.Reply("Nothing is posted: I do not understand what stands after the channel. Write: post to <channel>: <text>.");
        }
        else if (summary is not null)
        {
            parameters["text"] = summary;
        }
        else if (pointed)
        {
            return new Intent.Reply("Nothing is posted: there is no finding yet in this conversation. Write: post to <channel>: <text>.");
        }

        return parameters["text"]?.GetValue<string>() is { } words && HedgeWords.InText(words)
            ? new Intent.Reply("Nothing is posted: the text takes itself back. Write: post to <channel>: <text>.")
            : CompletePost(parameters);
    }

    private static Intent CompletePost(JsonObject parameters) => parameters.ContainsKey("text")
        ? new Intent.Run(Post, parameters.ToElement())
        : new Intent.Reply($"What should stand in {parameters["channel"]!.GetValue<string>()}?", new Draft(Post, parameters.ToElement(), "text"));

    private static bool IsSeverityColon(IReadOnlyList<Token> tokens, int at) =>
        tokens[at].Kind is TokenKind.Colon && at > 0 && tokens[at - 1].Is("severity", "sev", "priority") && at + 1 < tokens.Count && Severities.Contains(tokens[at + 1].Text.ToLowerInvariant());

    private static JsonObject Put(JsonObject parameters, string name, string value)
    {
        parameters[name] = value;
        return parameters;
    }

    [GeneratedRegex(
        @"[\s,;.(]+(?:(?:with\s+)?(?:severity|sev|priority)\s*(?:is|:|=)?\s*(?<level>low|medium|high|critical)|(?<level>low|medium|high|critical)\s+(?:severity|sev|priority))[\s).!]*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Trailing();
}
