using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Reads orders to change something, and takes none that is not unmistakable: it begins with the verb, and every word of
/// it is understood, one target, one number, and a reason that is nothing but a reason. Whatever else stands there makes
/// it a question back.
/// </summary>
internal static class WriteReader
{
    public const string Reboot = "reboot_ec2";
    public const string Scale = "scale_ecs_service";

    private const int MinReasonLength = 10;

    private static readonly string[] Fillers =
    [
        "the", "a", "an", "my", "our", "please", "pls", "plz", "now", "right", "away", "asap", "immediately", "again", "once", "for", "me", "us", "thanks", "thx", "ec2", "id",
        "ecs", "with", "of", "tasks", "task", "replicas", "containers", "copies", "running", "desired", "count", "desired_count", "up", "down", "number", "and", "to",
    ];

    private static readonly string[] NumberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    public static Intent? Read(string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        var (at, isRequest) = Salutation.Skip(tokens);
        if (at >= tokens.Count || OperationOf(tokens, at) is not { } operation)
        {
            return null;
        }

        var (body, reason) = Reason.Split(message, [.. tokens.Skip(at + 1)]);
        if (isRequest && body.Count > 0 && body[^1].Kind is TokenKind.Question)
        {
            body = [.. body.Take(body.Count - 1)];
        }

        var parameters = new JsonObject();
        return Take(operation, parameters, body, memory) is { } problem ? new Intent.Reply(problem) : Complete(operation, parameters, reason);
    }

    /// <summary>Reads the answer to a question back about a write.</summary>
    public static Intent? Continue(Draft draft, string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        if (draft.Missing == "reason")
        {
            var (before, given) = Reason.Split(message, tokens);
            return Complete(draft.Operation, parameters, before.Count == 0 && given is not null ? given : Reason.Clean(message));
        }

        var (body, reason) = Reason.Split(message, tokens);
        if (draft.Missing == "cluster" && body is [{ Kind: TokenKind.Word or TokenKind.Name } name] && IsName(name) && !Vocabulary.IsAct(name.Term))
        {
            parameters["cluster"] = name.Text;
            return Complete(draft.Operation, parameters, reason);
        }

        return Take(draft.Operation, parameters, body, memory) is null ? Complete(draft.Operation, parameters, reason) : null;
    }

    /// <returns>How the order is written, with what is known of it.</returns>
    public static string Form(string operation, JsonObject? known = null) => operation == Reboot
        ? $"reboot {known?["instance_id"]?.GetValue<string>() ?? "<instance id>"} because <why>"
        : $"scale {known?["cluster"]?.GetValue<string>() ?? "<cluster>"}/{known?["service"]?.GetValue<string>() ?? "<service>"} to {known?["desired_count"]?.ToJsonString() ?? "<number>"} because <why>";

    private static string? OperationOf(IReadOnlyList<Token> tokens, int at) => tokens[at].Term switch
    {
        Term.Reboot => Reboot,
        Term.Scale => Scale,
        Term.Set when tokens.Any(t => t.Kind is TokenKind.Number) && tokens.Any(t => t.Term is Term.Service || t.Kind is TokenKind.Path || t.Is("desired", "count", "desired_count")) => Scale,
        _ => null,
    };

    private static Intent Complete(string operation, JsonObject parameters, string? reason)
    {
        if ((operation == Reboot ? Missing(parameters, "instance_id") : Missing(parameters, "service", "cluster", "desired_count")) is { } missing)
        {
            if (reason is not null)
            {
                return new Intent.Reply($"{Question(missing, parameters)} Nothing is proposed yet. Write it as one: {Form(operation, parameters)}.");
            }

            return new Intent.Reply(Question(missing, parameters), new Draft(operation, parameters.ToElement(), missing));
        }

        if (reason is null || reason.Length == 0)
        {
            return new Intent.Reply($"Why? Say the reason in a few words; the approver and the audit see it. ({Form(operation, parameters)})", new Draft(operation, parameters.ToElement(), "reason"));
        }

        if (HedgeWords.InReason(reason) || NamesAnother(reason, parameters))
        {
            return new Intent.Reply($"Nothing is proposed: after the reason stands a condition or another wish, and I take plain orders only. When it is time, write: {Form(operation, parameters)}.");
        }

        if (reason.Length < MinReasonLength)
        {
            return new Intent.Reply($"Say a little more why: the approver needs at least {MinReasonLength} characters.", new Draft(operation, parameters.ToElement(), "reason"));
        }

        parameters["reason"] = reason;
        return new Intent.Run(operation, parameters.ToElement());
    }

    /// <returns>Null when every token was taken, or what to say about those that were not.</returns>
    private static string? Take(string operation, JsonObject parameters, IReadOnlyList<Token> body, Memory memory)
    {
        if (body.Any(t => t.Kind is TokenKind.Question))
        {
            return $"Nothing is proposed: that reads as a question. If you want it, write: {Form(operation)}.";
        }

        if (body.FirstOrDefault(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
        {
            return $"Nothing is proposed: {broken.Text} is not an instance id (i- and 8 or 17 of 0-9, a-f). Write: {Form(operation)}.";
        }

        return operation == Reboot ? TakeInstance(parameters, body, memory) : TakeService(parameters, body, memory);
    }

    private static string? TakeInstance(JsonObject parameters, IReadOnlyList<Token> body, Memory memory)
    {
        var ids = new List<string>();
        var unknown = new List<string>();
        var pointed = false;
        foreach (var token in body)
        {
            switch (token)
            {
                case { Kind: TokenKind.Instance }:
                    ids.Add(token.Text);
                    break;
                case { Kind: TokenKind.Pair } when token.Text.StartsWith("instance_id=i-", StringComparison.Ordinal):
                    ids.Add(token.Text["instance_id=".Length..]);
                    break;
                case { Term: Term.It } when token.Is("it", "that", "this"):
                    pointed = true;
                    break;
                case { Term: Term.Instance }:
                case { Kind: TokenKind.Mark, Text: "," or "." or "!" or "-" }:
                case { Kind: TokenKind.Colon }:
                case var _ when token.Is(Fillers) && !token.Is("and", "to", "count", "tasks", "task", "up", "down"):
                    break;
                default:
                    unknown.Add(token.Text);
                    break;
            }
        }

        if (unknown.Count > 0)
        {
            return NotUnderstood(Reboot, unknown);
        }

        if (ids.Distinct().Skip(1).Any())
        {
            return $"Nothing is proposed: one instance at a time. Write for each: {Form(Reboot)}.";
        }

        if (ids.Count == 0 && pointed)
        {
            if (memory.Focus is not { Kind: FocusKind.Instance } focus)
            {
                return memory.Focus is { } other
                    ? $"Nothing is proposed: what we last spoke of, {other.Name}, is not an EC2 instance. Write: {Form(Reboot)}."
                    : $"Nothing is proposed: I do not know which instance you mean. Write: {Form(Reboot)}.";
            }

            ids.Add(focus.Name);
        }

        if (ids.Count > 0)
        {
            parameters["instance_id"] = ids[0];
        }

        return null;
    }

    private static string? TakeService(JsonObject parameters, IReadOnlyList<Token> body, Memory memory)
    {
        var unknown = new List<string>();
        var counts = new List<string>();
        var services = new List<(string? Cluster, string Service)>();
        string? service = null, cluster = null, revert = null;
        var pointed = false;
        for (var i = 0; i < body.Count; i++)
        {
            var (token, before, after) = (body[i], i > 0 ? body[i - 1] : null, i + 1 < body.Count ? body[i + 1] : null);
            switch (token)
            {
                case { Kind: TokenKind.Number } when before?.Is("by") is true:
                    unknown.Add($"by {token.Text}");
                    break;
                case { Kind: TokenKind.Number } when before?.Is("from") is true:
                    break;
                case { Kind: TokenKind.Number } when token.Text.All(char.IsAsciiDigit):
                    counts.Add(token.Text);
                    break;
                case { Kind: TokenKind.Word } when Array.IndexOf(NumberWords, token.Text.ToLowerInvariant()) is >= 0 and var number && before?.Is("to") is true:
                    counts.Add(number.ToString(CultureInfo.InvariantCulture));
                    break;
                case { Kind: TokenKind.Path } when token.Text.Split('/') is [{ Length: > 0 } left, { Length: > 0 } right]:
                    services.Add((left, right));
                    break;
                case { Kind: TokenKind.Arn } when token.Text.Split(":service/") is [_, var name] && name.Split('/') is [var left, var right]:
                    services.Add((left, right));
                    break;
                case { Kind: TokenKind.Pair }:
                    TakePair(token.Text);
                    break;
                case { Term: Term.It } when token.Is("it", "that", "this"):
                    pointed = true;
                    break;
                case var _ when token.Is("by", "from") && after?.Kind is TokenKind.Number:
                case var _ when token.Is("in", "on") && after is not null:
                case { Kind: TokenKind.Mark, Text: "," or "." or "!" or "-" }:
                case { Kind: TokenKind.Colon }:
                    break;
                case var _ when token.Is(Fillers) && !token.Is("and", "id", "ec2"):
                    break;
                case { Term: Term.Cluster or Term.Service } when !IsName(token) || before is null || !before.Is("service", "cluster"):
                    break;
                case { Kind: TokenKind.Word or TokenKind.Name } when !Vocabulary.IsAct(token.Term) && IsName(token) && IsClusterPlace(body, i) && cluster is null:
                    cluster = token.Text;
                    break;
                case { Kind: TokenKind.Word or TokenKind.Name } when !Vocabulary.IsAct(token.Term) && IsName(token) && service is null && services.Count == 0
                    && (before?.Is("service") is true || after?.Is("service") is true || !Vocabulary.Knows(token.Text)):
                    service = token.Text;
                    break;
                default:
                    unknown.Add(token.Text);
                    break;
            }
        }

        if (unknown.Count > 0)
        {
            return unknown.Any(u => u.StartsWith("by ", StringComparison.Ordinal) || u.StartsWith('+') || u.StartsWith('-'))
                ? $"Nothing is proposed: I take the number of tasks that there should be, not a difference. Write: {Form(Scale)}."
                : NotUnderstood(Scale, unknown);
        }

        if (service is not null)
        {
            services.Add((cluster, service));
        }
        else if (cluster is not null && services.Count > 0 && services[0].Cluster != cluster)
        {
            return $"Nothing is proposed: that names two clusters. Write: {Form(Scale)}.";
        }

        if (counts.Distinct().Skip(1).Any() || services.Distinct().Skip(1).Any())
        {
            return $"Nothing is proposed: one service and one number at a time. Write: {Form(Scale)}.";
        }

        if (services.Count == 0 && pointed)
        {
            if (memory.Focus is not { Kind: FocusKind.Service } focus)
            {
                return memory.Focus is { } other
                    ? $"Nothing is proposed: what we last spoke of, {other.Name}, is not an ECS service. Write: {Form(Scale)}."
                    : $"Nothing is proposed: I do not know which service you mean. Write: {Form(Scale)}.";
            }

            services.Add((focus.Name.Split('/')[0], focus.Name.Split('/')[1]));
        }

        if (services.Count > 0)
        {
            parameters["service"] = services[0].Service;
            cluster ??= services[0].Cluster;
        }

        if (cluster is not null)
        {
            parameters["cluster"] = cluster;
        }

        if (counts.Count > 0)
        {
            parameters["desired_count"] = int.TryParse(counts[0], CultureInfo.InvariantCulture, out var count) ? count : counts[0];
        }

        if (revert is not null)
        {
            parameters["on_failure"] = revert;
        }

        return null;

        void TakePair(string pair)
        {
            var (key, value) = (pair[..pair.IndexOf('=', StringComparison.Ordinal)].ToLowerInvariant(), pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            switch (key)
            {
                case "service" when service is null:
                    service = value;
                    break;
                case "cluster" when cluster is null:
                    cluster = value;
                    break;
                case "desired_count" or "desired" or "count" when value.Length > 0 && value.All(char.IsAsciiDigit):
                    counts.Add(value);
                    break;
                case "on_failure" when value is "revert" or "keep":
                    revert = value;
                    break;
                default:
                    unknown.Add(pair);
                    break;
            }
        }
    }

    // "in production", "on the production cluster", "cluster production".
    private static bool IsClusterPlace(IReadOnlyList<Token> body, int at)
    {
        var before = at - 1;
        while (before >= 0 && body[before].Is("the", "our", "my"))
        {
            before--;
        }

        return (before >= 0 && body[before].Is("in", "on", "cluster")) || (at + 1 < body.Count && body[at + 1].Is("cluster"));
    }

    private static bool IsName(Token token) => token.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        && !token.Is("or", "and", "if", "when", "unless", "not", "no", "don't", "dont", "never", "maybe", "all", "every", "everything", "both", "any", "except", "but", "half", "double", "more", "less", "another");

    private static string? Missing(JsonObject parameters, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!parameters.ContainsKey(name))
            {
                return name;
            }
        }

        return null;
    }

    private static string Question(string missing, JsonObject parameters) => missing switch
    {
        "instance_id" => "Which instance? Give its id, i-...",
        "service" => "Which ECS service? Give cluster/service.",
        "cluster" => $"In which cluster is {parameters["service"]!.GetValue<string>()}?",
        _ => "How many tasks should run?",
    };

    private static string NotUnderstood(string operation, List<string> unknown) =>
        $"Nothing is proposed: I take an order only when I understand every word of it, and not \"{string.Join(' ', unknown.Take(8))}\". Write: {Form(operation)}.";

    // Another target after the reason may be a second wish.
    private static bool NamesAnother(string reason, JsonObject parameters)
    {
        var tokens = Tokenizer.Tokenize(reason);
        return tokens.Any(t => t.Term is Term.Reboot or Term.Scale)
            && tokens.Any(t => t.Kind is TokenKind.Instance or TokenKind.Path or TokenKind.Arn && !parameters.Any(p => p.Value?.ToString() == t.Text));
    }
}
