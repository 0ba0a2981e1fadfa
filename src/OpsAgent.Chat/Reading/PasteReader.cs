using System.Text.Json;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Recognises what was pasted: an alarm's mail, its subject or JSON, an event of EventBridge, a record of CloudTrail, lines of a
/// log. What it is about is looked at; whatever it says besides is data, and never asks for a change.
/// </summary>
internal static partial class PasteReader
{
    private const int MaxDepth = 12;
    private const int MinPastedLines = 5;

    /// <param name="Subjects">What it is about, at most the first three.</param>
    /// <param name="EventName">The API call of a CloudTrail record, or null.</param>
    /// <param name="Lead">What the person typed above it, or nothing.</param>
    public sealed record Paste(IReadOnlyList<Subject> Subjects, string? EventName, string Lead)
    {
        /// <summary>Whether only its length says that it was pasted: a text to post may be as long.</summary>
        public bool IsLong { get; init; }
    }

    /// <returns>Null where the message was typed.</returns>
    public static Paste? Read(string message)
    {
        var text = message.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (text.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at && text.LastIndexOf('}') is var end && end > at && Parse(text[at..(end + 1)]) is { } json)
        {
            var found = new Found();
            found.Walk(json, 0);
            found.Take(text[..at]);
            found.Take(text[(end + 1)..]);
            return new Paste(found.InOrder(), found.EventName, string.Empty);
        }

        // Cut off, it is pasted all the same.
        if (text[0] is '{' or '[' && text.Contains('"', StringComparison.Ordinal) && text.Contains(':', StringComparison.Ordinal))
        {
            var broken = new Found();
            broken.Take(text);
            return new Paste(broken.InOrder(), null, string.Empty);
        }

        if (Alarms(text) is { Count: > 0 } alarms && (IsMail().IsMatch(text) || AlarmSubject().IsMatch(text) || ChatAlarm().IsMatch(text)))
        {
            return new Paste(alarms, null, string.Empty);
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var logs = lines.Where(l => LogLine().IsMatch(l)).ToList();
        if (text.Contains("```", StringComparison.Ordinal) || (lines.Length > 1 && logs.Count * 2 >= lines.Length) || (lines.Length == 1 && logs.Count == 1 && text.Length > 60))
        {
            var pasted = new Found();
            pasted.Take(logs.Count > 0 ? string.Join('\n', logs) : text);
            return new Paste(pasted.InOrder(), null, text.Contains("```", StringComparison.Ordinal) ? text[..text.IndexOf("```", StringComparison.Ordinal)].Trim() : string.Join('\n', lines.TakeWhile(l => !LogLine().IsMatch(l))));
        }

        // As much as nobody types: a mail, a page.
        if (lines.Length >= MinPastedLines)
        {
            return OfLong(text);
        }

        return null;
    }

    /// <returns>What is longer than anybody types, by the references in it.</returns>
    public static Paste OfLong(string message)
    {
        var page = new Found();
        page.Take(message);
        return new Paste(page.InOrder(), null, string.Empty) { IsLong = true };
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.EnumerateObject().Any() ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<Subject> Alarms(string text) =>
        [.. new[] { AlarmSubject(), AlarmInMail(), ChatAlarm() }.SelectMany(r => r.Matches(text)).Select(m => new Subject(SubjectKind.Alarm, m.Groups["name"].Value.Trim())).Distinct().Take(3)];

    // ALARM: "web-5xx" in US East (N. Virginia)
    [GeneratedRegex("""^(?:.*?[Ss]ubject:\s*)?(?:\[[^\]]*\]\s*)?(?:[A-Z]+:\s*)?(?:(?i:re|fwd?|fw):\s*)*(?:ALARM|OK|INSUFFICIENT[_ ]DATA):\s*["\u201C](?<name>[^"\u201D]{1,255})["\u201D](?:\s+in\b|\s*$)""", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex AlarmSubject();

    [GeneratedRegex("""(?:^\s*[-*]?\s*(?:Alarm\s+)?Name:\s*(?<name>[^\r\n]{1,255})$|CloudWatch Alarm "(?<name>[^"\r\n]{1,255})")""", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex AlarmInMail();

    // CloudWatch Alarm | web-5xx | us-east-1 | Account: 123456789012
    [GeneratedRegex(@"CloudWatch Alarm \|\s*(?<name>[^|\r\n]{1,255}?)\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex ChatAlarm();

    [GeneratedRegex("Amazon CloudWatch Alarm|Alarm Details:|Threshold Crossed|State Change:", RegexOptions.CultureInvariant)]
    private static partial Regex IsMail();

    [GeneratedRegex(@"^(?:>|\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}|[A-Z][a-z]{2}\s+[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}[.,\s]|\[?(?:ERROR|WARN|WARNING|INFO|FATAL|DEBUG)\b[\]:\s]|(?:\s*at [\w.$<>]+\()|Traceback|(?:[0-9]{1,3}\.){3}[0-9]{1,3} - )", RegexOptions.CultureInvariant)]
    private static partial Regex LogLine();

    [GeneratedRegex(@"\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b|\barn:aws[a-z-]*:[^\s""'<>,;)\]}]+|\b(?:app|net)/[A-Za-z0-9-]+/[0-9a-f]{16}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    private sealed class Found
    {
        private readonly List<Subject> _alarms = [];
        private readonly List<Subject> _services = [];
        private readonly List<Subject> _others = [];

        public string? EventName { get; private set; }

        public IReadOnlyList<Subject> InOrder() => _alarms.Count > 0 ? [.. _alarms.Distinct().Take(3)] : [.. _alarms.Concat(_services).Concat(_others).Distinct().Where((s, i) => i == 0 || s.Kind is not SubjectKind.Cluster).Take(3)];

        public void Walk(JsonElement json, int depth)
        {
            if (depth > MaxDepth)
            {
                return;
            }

            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    TakeTogether(json);
                    foreach (var member in json.EnumerateObject())
                    {
                        if (member.Value.ValueKind is JsonValueKind.String)
                        {
                            TakeMember(member.Name, member.Value.GetString()!, depth);
                        }
                        else
                        {
                            Walk(member.Value, depth + 1);
                        }
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in json.EnumerateArray())
                    {
                        Walk(item, depth + 1);
                    }

                    break;
                case JsonValueKind.String:
                    Take(json.GetString()!);
                    break;
            }
        }

        public void Take(string text)
        {
            foreach (Match match in Reference().Matches(text))
            {
                var reference = match.Value.TrimEnd('.', ':');
                var subject = reference.StartsWith("i-", StringComparison.Ordinal) ? new Subject(SubjectKind.Instance, reference)
                    : reference.StartsWith("arn:", StringComparison.Ordinal) ? ResourceReferences.OfArn(reference)
                    : new Subject(SubjectKind.LoadBalancer, reference);
                if (subject is not null)
                {
                    (subject.Kind is SubjectKind.Alarm ? _alarms : subject.Kind is SubjectKind.Service ? _services : _others).Add(subject);
                }
            }
        }

        private void TakeMember(string name, string value, int depth)
        {
            if (name is "AlarmName" or "alarmName")
            {
                _alarms.Add(new Subject(SubjectKind.Alarm, value));
            }
            else if (name == "eventName")
            {
                EventName = value;
            }
            else if (name is "Message" or "message" && Parse(value) is { } inner)
            {
                Walk(inner, depth + 1);
            }
            else
            {
                Take(value);
            }
        }

        // The cluster and the service stand in two members.
        private void TakeTogether(JsonElement json)
        {
            var cluster = Text(json, "cluster") ?? Text(json, "clusterArn") ?? Text(json, "clusterName");
            var service = Text(json, "service") ?? Text(json, "serviceName") ?? (Text(json, "group") is { } group && group.StartsWith("service:", StringComparison.Ordinal) ? group["service:".Length..] : null);
            if (cluster is not null && service is not null && !service.Contains('/', StringComparison.Ordinal))
            {
                _services.Add(new Subject(SubjectKind.Service, $"{cluster[(cluster.LastIndexOf('/') + 1)..]}/{service}"));
            }
        }

        private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
    }
}
