using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Local.Tests.Fuzz;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>One HTTP answer, without the headers of the connection itself.</summary>
internal sealed partial record Heard(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    private static readonly string[] OfTheConnection = ["Date", "Content-Length", "Transfer-Encoding", "Connection"];

    public JsonObject? Json => Body.Length == 0 ? null : JsonNode.Parse(Body)!.AsObject();

    public static Heard Of(RawAnswer answer) => new(
        answer.Status,
        answer.Headers.Where(h => !OfTheConnection.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase),
        Encoding.UTF8.GetString(answer.Body));

    /// <summary>All that is said, by name: "HTTP status", "header Vary", "error.code". Addresses, ids, hashes and times are as good as any other.</summary>
    public IReadOnlyDictionary<string, string> Facts()
    {
        var facts = Headers.ToDictionary(h => $"header {h.Key}", h => Usual(h.Value), StringComparer.OrdinalIgnoreCase);
        facts["HTTP status"] = $"{Status}";
        Add(facts, Json, string.Empty);
        return facts;
    }

    private static void Add(Dictionary<string, string> facts, JsonNode? node, string at)
    {
        var prefix = at.Length == 0 ? at : at + ".";
        switch (node)
        {
            case JsonObject members when members.Count > 0:
                members.ToList().ForEach(m => Add(facts, m.Value, prefix + m.Key));
                break;
            case JsonArray items when items.Count > 0:
                items.Index().ToList().ForEach(i => Add(facts, i.Item, prefix + i.Index));
                break;
            default:
                facts[at.Length == 0 ? "body" : at] = Usual(node is JsonValue value && value.TryGetValue(out string? text) ? text : node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static string Usual(string text) => Address().Replace(Token().Replace(Hash().Replace(Id().Replace(Time().Replace(text, "<time>"), "<id>"), "<hash>"), "<token>"), "<address>");

    // RFC 3339, or as an access log has it.
    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    // A ULID, or as API Gateway numbers requests.
    [GeneratedRegex("(?<![0-9a-z])([0-7][0-9a-hjkmnp-tv-z]{25}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex("(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();

    // Each door's own.
    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+|https://api\.example\.com", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex("approve-[A-Za-z0-9_-]{32,}", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
