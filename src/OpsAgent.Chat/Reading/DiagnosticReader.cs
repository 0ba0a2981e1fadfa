using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads what somebody wants to see. A look changes nothing, so it is read generously; what it lacks is asked for or taken from before.</summary>
internal sealed partial class DiagnosticReader(OperationCatalog catalog)
{
    public const string Instances = "get_ec2_status";
    public const string Metrics = "get_cloudwatch_metrics";
    public const string Health = "describe_alb_target_health";
    public const string Trail = "search_cloudtrail_events";

    public Intent? Read(IReadOnlyList<Token> tokens, Memory memory)
    {
        if (tokens.FirstOrDefault(t => t.Kind is TokenKind.Proposal) is { } proposal)
        {
            return new Intent.ShowProposal(proposal.Text.ToLowerInvariant());
        }

        var named = ResourceNames.Named(tokens);
        var loose = named is null ? ResourceNames.Loose(tokens) : null;
        if (named is null && loose is null && Tag(tokens) is null)
        {
            if (IsAboutPending(tokens))
            {
                return new Intent.ListPending();
            }

            if (memory.Focus is { Kind: FocusKind.Proposal } open && Has(tokens, Term.Status, Term.Proposal, Term.It) && !tokens.Any(t => MetricWords.Terms.Contains(t.Term)))
            {
                return new Intent.ShowProposal(open.Name);
            }

            if (Has(tokens, Term.Help) && !Has(tokens, Term.Events))
            {
                return new Intent.Help();
            }
        }

        if (tokens.FirstOrDefault(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
        {
            return new Intent.Reply($"{broken.Text} is not an instance id: i- and 8 or 17 of 0-9, a-f, in lower case.");
        }

        var focus = named ?? memory.Focus;
        return Events(tokens, named, loose, memory)
            ?? Metric(tokens, focus, named, loose, memory)
            ?? TargetHealth(tokens, named, loose, memory)
            ?? Instance(tokens, named, loose, memory)
            ?? (Intent?)FollowUp(tokens, named, memory)
            ?? OfWhat(tokens, named, loose);
    }

    /// <summary>Reads the answer to a question back about a look.</summary>
    public Intent? Continue(Draft draft, IReadOnlyList<Token> tokens)
    {
        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        if (draft.Missing == "metric" && tokens.FirstOrDefault(t => MetricWords.Terms.Contains(t.Term)) is { } word
            && MetricWords.Of(word.Term, parameters["resource"] is { } r ? ResourceNames.Named(Tokenizer.Tokenize(r.GetValue<string>()))?.Kind ?? FocusKind.Service : FocusKind.Service, tokens) is { } metric)
        {
            (parameters["metric"], parameters["statistic"]) = (metric.Name, metric.Statistic);
            return new Intent.Run(draft.Operation, parameters.ToElement());
        }

        if (draft.Missing == "resource" && ResourceNames.Named(tokens) is { } resource && WireName.TryParse<Term>(parameters["term"]?.GetValue<string>(), out var term))
        {
            parameters.Remove("term");
            return ReadMetric(term, resource, tokens, parameters);
        }

        return null;
    }

    private Intent.Run? Events(IReadOnlyList<Token> tokens, Focus? named, string? loose, Memory memory)
    {
        var isPast = Has(tokens, Term.Rebooted, Term.Scaled) && (Has(tokens, Term.Who) || tokens.Any(t => t.Kind is TokenKind.Question) || tokens[0].Is("was", "did", "has", "were", "when"));
        var call = tokens.FirstOrDefault(t => t.Kind is TokenKind.Word or TokenKind.Name && ApiCall().IsMatch(t.Text));
        var email = tokens.FirstOrDefault(t => t.Kind is TokenKind.Email)?.Text;
        var did = tokens.Any(t => t.Is("did", "do", "doing", "done", "by")) && (email is not null || (loose is not null && tokens.Any(t => t.Is("what", "by"))));
        var didSomebody = tokens.Any(t => t.Is("did")) && tokens.Any(t => t.Is("anyone", "anybody", "someone", "somebody"));
        if (!Has(tokens, Term.Events) && !isPast && call is null && !did && !didSomebody && !(Has(tokens, Term.Who) && !MetricTermIn(tokens)))
        {
            return null;
        }

        var parameters = new JsonObject();
        string? lead = null;
        var by = By(tokens) ?? email ?? (did ? loose : null);
        var resource = named ?? (tokens.Any(t => t.Term is Term.It) && by is null && call is null ? memory.Focus : null);
        if (call is not null)
        {
            parameters["event_name"] = call.Text;
        }
        else if (by is not null)
        {
            parameters["user_name"] = by;
        }
        else if (resource is { Kind: FocusKind.Service })
        {
            // CloudTrail knows services by ARN only, which nobody types.
            parameters["event_name"] = "UpdateService";
            lead = $"CloudTrail does not find a service by its name, so these are the changes of all services; look for {resource.Name}.";
        }
        else if (resource is { Kind: FocusKind.Instance or FocusKind.LoadBalancer or FocusKind.TargetGroup })
        {
            parameters["resource_name"] = resource.Name;
        }
        else if (loose is not null && Has(tokens, Term.Events, Term.Who) && tokens.Any(t => t.Is("on", "to", "for", "of", "about") || t.Is("touched", "changed", "modified", "deleted")))
        {
            parameters["resource_name"] = loose;
        }
        else if (isPast && resource is null)
        {
            parameters["event_name"] = Has(tokens, Term.Rebooted) ? "RebootInstances" : "UpdateService";
        }

        if (Most(tokens) is { } most)
        {
            parameters["max_results"] = most;
        }

        return Windowed(Trail, parameters, tokens, lead);
    }

    private Intent? Metric(IReadOnlyList<Token> tokens, Focus? focus, Focus? named, string? loose, Memory memory)
    {
        if (tokens.FirstOrDefault(t => t.Kind is TokenKind.Word or TokenKind.Name && MetricName().IsMatch(t.Text) && !t.Text.All(char.IsAsciiLetterUpper)) is { } exact && focus is not null)
        {
            var parameters = new JsonObject { ["resource"] = focus.Name, ["metric"] = exact.Text };
            parameters["statistic"] = MetricWords.Statistic(tokens) ?? (exact.Text.EndsWith("Count", StringComparison.Ordinal) ? "Sum" : null);
            return Windowed(Metrics, Without(parameters), tokens, null);
        }

        // "Load" alone is the CPU's; in "load balancer" it is not.
        var terms = tokens.Where((t, i) => MetricWords.Terms.Contains(t.Term) && !(t.Is("load") && i + 1 < tokens.Count && tokens[i + 1].Term is Term.Balancer)).Select(t => t.Term).ToList();
        if (terms.Count == 0)
        {
            return Has(tokens, Term.Metric) && focus is { Kind: FocusKind.Service or FocusKind.LoadBalancer }
                ? new Intent.Reply(Choose(focus), new Draft(Metrics, new JsonObject { ["resource"] = focus.Name }.ToElement(), "metric"))
                : null;
        }

        // A name that says no kind is a load balancer's where it was spoken of, or else not enough.
        if (named is null && loose is not null)
        {
            if (memory.Focus is { Kind: FocusKind.LoadBalancer } known && known.Name.Contains($"/{loose}/", StringComparison.Ordinal))
            {
                focus = known;
            }
            else if (memory.Focus is { Kind: FocusKind.Service } service && service.Name.EndsWith($"/{loose}", StringComparison.Ordinal))
            {
                focus = service;
            }
            else
            {
                return new Intent.Reply(
                    $"{loose} does not say what it is. Name an instance id, cluster/service or app/<name>/<id>; after \"target health of {loose}\" I know the load balancer too.",
                    new Draft(Metrics, new JsonObject { ["term"] = WireName.Of(terms[0]) }.ToElement(), "resource"));
            }
        }

        if (focus is null || focus.Kind is FocusKind.Proposal)
        {
            return Has(tokens, Term.Balancer, Term.Targets) && loose is not null
                ? null
                : new Intent.Reply("Of what? Name an instance id, cluster/service or app/<name>/<id> of a load balancer.", new Draft(Metrics, new JsonObject { ["term"] = WireName.Of(terms[0]) }.ToElement(), "resource"));
        }

        var term = terms.FirstOrDefault(t => MetricWords.Of(t, focus.Kind, tokens) is not null, terms[0]);
        return term is Term.Latency && focus.Kind is FocusKind.Instance ? null : ReadMetric(term, focus, tokens, []);
    }

    private Intent ReadMetric(Term term, Focus focus, IReadOnlyList<Token> tokens, JsonObject parameters)
    {
        if (MetricWords.Of(term, focus.Kind, tokens) is not { } metric)
        {
            return focus.Kind is FocusKind.Instance && term is Term.Memory
                ? new Intent.Reply($"EC2 has no metric of an instance's memory of its own. CPU, network and disk of {focus.Name} I can show.")
                : new Intent.Reply(Choose(focus), new Draft(Metrics, new JsonObject { ["resource"] = focus.Name }.ToElement(), "metric"));
        }

        (parameters["resource"], parameters["metric"]) = (focus.Name, metric.Name);
        parameters["statistic"] = MetricWords.Statistic(tokens) is { } statistic && !(statistic == "Maximum" && metric.Statistic == "Sum") ? statistic : metric.Statistic;
        return Windowed(Metrics, parameters, tokens, null);
    }

    private static Intent? TargetHealth(IReadOnlyList<Token> tokens, Focus? named, string? loose, Memory memory)
    {
        if (named is { Kind: FocusKind.LoadBalancer or FocusKind.TargetGroup } arn)
        {
            return arn.Name.StartsWith("arn:", StringComparison.Ordinal) ? new Intent.Run(Health, HealthOf(arn)) : new Intent.Run(Health, new JsonObject { ["alb_name"] = arn.Name.Split('/')[1] }.ToElement());
        }

        if (!Has(tokens, Term.Targets, Term.Balancer) && !(named is null && loose is null && Has(tokens, Term.Status) && memory.Focus is { Kind: FocusKind.LoadBalancer or FocusKind.TargetGroup } && !Has(tokens, Term.Instance)))
        {
            return null;
        }

        return loose is not null ? new Intent.Run(Health, new JsonObject { ["alb_name"] = loose }.ToElement())
            : memory.Focus is { Kind: FocusKind.LoadBalancer or FocusKind.TargetGroup } focus ? new Intent.Run(Health, HealthOf(focus))
            : named is null ? new Intent.Reply("Which load balancer? Write: target health of <name>.")
            : null;
    }

    private Intent? Instance(IReadOnlyList<Token> tokens, Focus? named, string? loose, Memory memory)
    {
        if (named is { Kind: FocusKind.Instance })
        {
            return Windowed(Instances, new JsonObject { ["instance_id"] = named.Name }, tokens, null);
        }

        if (Tag(tokens) is { } tag)
        {
            return Windowed(Instances, new JsonObject { ["tag_key"] = tag.Key, ["tag_value"] = tag.Value }, tokens, null);
        }

        if (named is { Kind: FocusKind.Service })
        {
            return new Intent.Reply(Choose(named), new Draft(Metrics, new JsonObject { ["resource"] = named.Name }.ToElement(), "metric"));
        }

        var isLook = Has(tokens, Term.Status, Term.Instance, Term.Show) || tokens.Any(t => t.Is("how", "is", "what", "what's", "about"));
        if (loose is not null && (isLook || tokens.Count == 1))
        {
            return Windowed(Instances, new JsonObject { ["tag_key"] = "Name", ["tag_value"] = loose }, tokens, null);
        }

        if (memory.Focus is { Kind: FocusKind.Instance } focus && (Has(tokens, Term.Status, Term.Instance) || (Has(tokens, Term.It) && tokens.Any(t => t.Is("how", "how's", "should", "can", "would")))))
        {
            return Windowed(Instances, new JsonObject { ["instance_id"] = focus.Name }, tokens, null);
        }

        return memory.Focus is { Kind: FocusKind.Service } service && Has(tokens, Term.Status) && Has(tokens, Term.It, Term.Service)
            ? new Intent.Reply(Choose(service), new Draft(Metrics, new JsonObject { ["resource"] = service.Name }.ToElement(), "metric"))
            : Has(tokens, Term.Instance) ? new Intent.Reply("Which instances? Give an id (i-...), a name, or a tag as in Role=web.")
            : null;
    }

    // "same for the last 3 hours", "and 24h?", "p99"
    private Intent.Run? FollowUp(IReadOnlyList<Token> tokens, Focus? named, Memory memory)
    {
        if (memory.LastDiagnostic is not { } last || named is not null || (TimeSpanText.Of(tokens) is null && MetricWords.Statistic(tokens) is null && !Has(tokens, Term.Same)))
        {
            return null;
        }

        var parameters = (JsonObject)last.Parameters.ToNode()!;
        if (last.Operation == Metrics && MetricWords.Statistic(tokens) is { } statistic)
        {
            parameters["statistic"] = statistic;
        }

        return Windowed(last.Operation, parameters, tokens, null);
    }

    // "What is going on?", "anything broken?"
    private static Intent.Reply? OfWhat(IReadOnlyList<Token> tokens, Focus? named, string? loose) => named is null && loose is null && Has(tokens, Term.Status)
        ? new Intent.Reply("Of what? For instance: instances with Role=web | memory of production/web | target health of production-web | what changed in the last hour.")
        : null;

    private Intent.Run Windowed(string operation, JsonObject parameters, IReadOnlyList<Token> tokens, string? lead)
    {
        if (TimeSpanText.Of(tokens) is { } time && TimeSpanText.WindowFor(catalog.Operations.First(o => o.Name == operation), time) is { } window)
        {
            parameters["time_window"] = window;
        }

        return new Intent.Run(operation, parameters.ToElement(), lead);
    }

    private static bool IsAboutPending(IReadOnlyList<Token> tokens) =>
        Has(tokens, Term.Pending) || tokens.Any(t => t.Is("proposals", "approvals"))
        || (Has(tokens, Term.Approve, Term.Approved) && tokens.Any(t => t.Is("needs", "need", "anything", "what", "what's", "any", "to", "my")));

    private static bool MetricTermIn(IReadOnlyList<Token> tokens) => tokens.Any(t => MetricWords.Terms.Contains(t.Term));

    private static System.Text.Json.JsonElement HealthOf(Focus focus) => new JsonObject
    {
        [focus.Kind is FocusKind.TargetGroup ? "target_group_arn" : focus.Name.StartsWith("arn:", StringComparison.Ordinal) ? "alb_arn" : "alb_name"] =
            focus.Name.StartsWith("arn:", StringComparison.Ordinal) ? focus.Name : focus.Name.Split('/') is [_, var name, ..] ? name : focus.Name,
    }.ToElement();

    private static (string Key, string Value)? Tag(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens.Where(t => t.Kind is TokenKind.Pair))
        {
            if (token.Text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value] && key is not ("time_window" or "statistic" or "instance_id" or "resource" or "metric" or "namespace"))
            {
                return (key, value);
            }
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Term is Term.Tag && tokens.Skip(i + 1).Where(t => !t.Is("key", "value", "with", "is", "as", "the", "of", "named") && t.Kind is TokenKind.Word or TokenKind.Name or TokenKind.Quote).Take(2).ToList() is [var key, var value]
                && key.Term is Term.None)
            {
                return (key.Text.Trim('"', '\''), value.Text.Trim('"', '\''));
            }
        }

        return null;
    }

    private static string? By(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Is("by", "user") && tokens[i + 1] is { Kind: TokenKind.Word or TokenKind.Name or TokenKind.Email, Term: Term.None } who && !Vocabulary.Knows(who.Text))
            {
                return who.Text;
            }
        }

        return null;
    }

    private static int? Most(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Kind is TokenKind.Number && tokens[i + 1].Term is Term.Events or Term.Show && int.TryParse(tokens[i].Text, CultureInfo.InvariantCulture, out var most))
            {
                return most;
            }
        }

        return null;
    }

    private static string Choose(Focus focus) => focus.Kind switch
    {
        FocusKind.Service => $"Which metric of {focus.Name}: cpu or memory?",
        FocusKind.LoadBalancer => "Which metric: errors (5xx), 4xx, requests, latency or connections?",
        FocusKind.TargetGroup => "Which metric: errors (5xx), 4xx, requests or latency?",
        _ => $"Which metric of {focus.Name}: cpu, network or disk?",
    };

    private static JsonObject Without(JsonObject parameters)
    {
        foreach (var name in parameters.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            parameters.Remove(name);
        }

        return parameters;
    }

    private static bool Has(IReadOnlyList<Token> tokens, params ReadOnlySpan<Term> terms)
    {
        foreach (var token in tokens)
        {
            if (terms.Contains(token.Term))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex("^(?:(?:Run|Terminate|Start|Stop|Reboot|Update|Create|Delete|Put|Modify|Attach|Detach|Authorize|Revoke|Register|Deregister|Describe|Get|List|Assume)[A-Z][A-Za-z0-9]+|ConsoleLogin)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiCall();

    [GeneratedRegex("^(?:[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+|CPU[A-Z][A-Za-z]+|[A-Z]+[a-z]*_[A-Za-z0-9_]+|StatusCheckFailed(?:_[A-Za-z]+)?)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex MetricName();
}
