using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>Reads questions for metrics: by CloudWatch's own names or by the words of <see cref="MetricTopics"/>.</summary>
internal sealed partial class MetricQuestions : IQuestionReader
{
    public QuestionReading? Read(Question question)
    {
        var subject = question.Named ?? question.Focus;
        if (question.Tokens.FirstOrDefault(IsMetricName) is { Text: var exact } && subject is not null)
        {
            var parameters = new JsonObject { ["resource"] = subject.Name, ["metric"] = exact };
            if (MetricTopics.StatisticIn(question) is { } statistic)
            {
                parameters["statistic"] = statistic;
            }

            return new QuestionReading.Run(parameters);
        }

        var topics = TopicsIn(question);
        if (topics.Count == 0)
        {
            return question.Has("metric") && subject is { Kind: SubjectKind.Service or SubjectKind.LoadBalancer } ? AskForMetric(subject) : null;
        }

        // A bare name is that of what was spoken of before, or else it does not say enough.
        if (question.BareName is { } name)
        {
            if (question.Focus is not { } focus || !IsNameOf(name, focus))
            {
                return AskForResource($"{name} does not say what it is. Name an instance id, cluster/service or app/<name>/<id>; after \"target health of {name}\" I know the load balancer too.", topics[0]);
            }

            subject = focus;
        }

        if (subject is null or { Kind: SubjectKind.Proposal })
        {
            return AskForResource("Of what? Name an instance id, cluster/service or app/<name>/<id> of a load balancer.", topics[0]);
        }

        var topic = topics.Find(t => MetricTopics.MetricFor(t, subject.Kind, question) is not null) ?? topics[0];

        // "Is it slow?" asks how an instance is: it has no latency.
        return topic is MetricTopics.Latency && subject.Kind is SubjectKind.Instance ? null : ReadMetric(topic, subject, question, []);
    }

    public QuestionReading? Continue(JsonObject known, string missing, Question answer)
    {
        if (missing == "metric" && TopicsIn(answer) is [var topic, ..])
        {
            var kind = KindOf((string?)known["resource"]) ?? SubjectKind.Service;
            return MetricTopics.MetricFor(topic, kind, answer) is { } metric
                ? new QuestionReading.Run(With(known, metric.Name, metric.Statistic))
                : null;
        }

        if (missing == "resource" && answer.Named is { } subject && (string?)known["term"] is { } asked && TopicNamed(asked) is { } term)
        {
            known.Remove("term");
            return ReadMetric(term, subject, answer, known);
        }

        return null;
    }

    public bool Refine(JsonObject parameters, Question followUp)
    {
        if (MetricTopics.StatisticIn(followUp) is not { } statistic)
        {
            return false;
        }

        parameters["statistic"] = statistic;
        return true;
    }

    public QuestionReading.Ask? AskAbout(Subject subject) => subject.Kind is SubjectKind.Service ? AskForMetric(subject) : null;

    private static QuestionReading ReadMetric(string topic, Subject subject, Question question, JsonObject parameters)
    {
        if (MetricTopics.MetricFor(topic, subject.Kind, question) is not { } metric)
        {
            return subject.Kind is SubjectKind.Instance && topic is MetricTopics.Memory
                ? new QuestionReading.Ask($"EC2 has no metric of an instance's memory of its own. CPU, network and disk of {subject.Name} I can show.")
                : AskForMetric(subject);
        }

        parameters["resource"] = subject.Name;

        // The highest of sums is no figure that anybody means.
        var statistic = MetricTopics.StatisticIn(question) is { } named && !(named == "Maximum" && metric.Statistic == "Sum") ? named : metric.Statistic;
        return new QuestionReading.Run(With(parameters, metric.Name, statistic));
    }

    // "Load" alone is the CPU's; in "load balancer" it is not.
    private static List<string> TopicsIn(Question question) =>
    [
        .. question.Tokens
            .Where((t, i) => !(t.Is("load") && i + 1 < question.Tokens.Count && question.Tokens[i + 1].Term is Terms.LoadBalancer))
            .Select(t => t.Term)
            .Where(t => TopicNamed(t) is not null),
    ];

    private static string? TopicNamed(string term) => MetricTopics.All.FirstOrDefault(w => string.Equals(w.Term, term, StringComparison.OrdinalIgnoreCase))?.Term;

    private static bool IsMetricName(Token token) => token.Kind is TokenKind.Word or TokenKind.Name && MetricName().IsMatch(token.Text) && !token.Text.All(char.IsAsciiLetterUpper);

    private static bool IsNameOf(string name, Subject subject) => subject.Kind switch
    {
        SubjectKind.LoadBalancer => subject.Name.Contains($"/{name}/", StringComparison.Ordinal),
        SubjectKind.Service => subject.Name.EndsWith($"/{name}", StringComparison.Ordinal),
        _ => false,
    };

    private static SubjectKind? KindOf(string? resource) => resource is null ? null : MetricResource.Parse(resource) switch
    {
        { Namespace: "AWS/EC2" } => SubjectKind.Instance,
        { Namespace: "AWS/ECS" } => SubjectKind.Service,
        { Namespace: "AWS/ApplicationELB", Dimensions: var dimensions } when dimensions.ContainsKey("TargetGroup") => SubjectKind.TargetGroup,
        { Namespace: "AWS/ApplicationELB" or "AWS/NetworkELB" or "AWS/GatewayELB" } => SubjectKind.LoadBalancer,
        _ => null,
    };

    private static QuestionReading.Ask AskForMetric(Subject subject) => new(
        subject.Kind switch
        {
            SubjectKind.Service => $"Which metric of {subject.Name}: cpu or memory?",
            SubjectKind.LoadBalancer => "Which metric: errors (5xx), 4xx, requests, latency or connections?",
            SubjectKind.TargetGroup => "Which metric: errors (5xx), 4xx, requests or latency?",
            _ => $"Which metric of {subject.Name}: cpu, network or disk?",
        },
        new JsonObject { ["resource"] = subject.Name },
        "metric");

    private static QuestionReading.Ask AskForResource(string text, string topic) => new(text, new JsonObject { ["term"] = topic }, "resource");

    private static JsonObject With(JsonObject parameters, string metric, string statistic)
    {
        (parameters["metric"], parameters["statistic"]) = (metric, statistic);
        return parameters;
    }

    [GeneratedRegex("^(?:[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+|CPU[A-Z][A-Za-z]+|[A-Z]+[a-z]*_[A-Za-z0-9_]+|StatusCheckFailed(?:_[A-Za-z]+)?)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex MetricName();
}
