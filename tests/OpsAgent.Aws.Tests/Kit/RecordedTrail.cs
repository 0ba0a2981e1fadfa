using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>
/// CloudTrail's LookupEvents, which moto lacks: answers events as AWS writes them, newest first, by window and attribute,
/// in pages of at most 50, and refuses what AWS refuses.
/// </summary>
internal sealed class RecordedTrail : IAsyncDisposable
{
    private const int MaxPerPage = 50;

    private static readonly string[] Attributes = ["EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"];

    private readonly ConcurrentQueue<JsonObject> _events = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private LoopbackAws _server = null!;

    private RecordedTrail()
    {
    }

    public AwsClients Clients { get; private set; } = null!;

    /// <summary>How many requests are answered before all others are throttled.</summary>
    public int ThrottledAfter { get; set; } = int.MaxValue;

    /// <summary>What happens while a request is on its way.</summary>
    public Action? OnRequest { get; set; }

    /// <summary>The bodies of the requests.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<RecordedTrail> StartAsync()
    {
        var trail = new RecordedTrail();
        trail._server = await LoopbackAws.StartAsync(trail.AnswerAsync);
        trail.Clients = trail._server.Clients(AwsTimeouts.Standard);
        return trail;
    }

    /// <summary>Adds what LookupEvents tells of one event; see <see cref="TrailRecord"/>.</summary>
    public void Add(JsonObject told) => _events.Enqueue(told);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, LoopbackCall call)
    {
        Assert.Equal(("LookupEvents", "cloudtrail"), (call.Operation, call.Service));
        var body = Encoding.UTF8.GetString(call.Body);
        _requests.Enqueue(body);
        OnRequest?.Invoke();
        var refused = _requests.Count > ThrottledAfter;
        var answer = refused ? Refusal("ThrottlingException") : Look(JsonNode.Parse(body)!.AsObject(), out refused);
        context.Response.StatusCode = refused ? 400 : 200;
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Look(JsonObject request, out bool refused)
    {
        var (from, to) = (Seconds(request["StartTime"]) ?? 0, Seconds(request["EndTime"]) ?? double.MaxValue);
        var most = (int?)request["MaxResults"] ?? MaxPerPage;
        var attributes = request["LookupAttributes"]?.AsArray() ?? [];
        refused = true;
        if (most is < 1 or > MaxPerPage)
        {
            return Refusal("InvalidMaxResultsException");
        }

        if (from > to)
        {
            return Refusal("InvalidTimeRangeException");
        }

        if (attributes.Count > 1 || attributes.Any(a => !Attributes.Contains((string?)a!["AttributeKey"])))
        {
            return Refusal("InvalidLookupAttributesException");
        }

        // A token is good for the request that it came with.
        var (asked, start) = (Fingerprint(request), 0);
        if ((string?)request["NextToken"] is { } token)
        {
            if (token.Split('|') is not [var first, var number] || first != asked || !int.TryParse(number, CultureInfo.InvariantCulture, out start))
            {
                return Refusal("InvalidNextTokenException");
            }
        }

        refused = false;
        var found = _events
            .Where(e => Seconds(e["EventTime"]) is { } at && at >= from && at <= to && attributes.All(a => Has(e, (string)a!["AttributeKey"]!, (string)a["AttributeValue"]!)))
            .OrderByDescending(e => Seconds(e["EventTime"]))
            .ToList();
        var answer = new JsonObject { ["Events"] = new JsonArray([.. found.Skip(start).Take(most).Select(e => e.DeepClone())]) };
        if (found.Count > start + most)
        {
            answer["NextToken"] = string.Create(CultureInfo.InvariantCulture, $"{asked}|{start + most}");
        }

        return answer;
    }

    private static bool Has(JsonObject e, string attribute, string value) => attribute switch
    {
        "ResourceName" or "ResourceType" => e["Resources"]!.AsArray().Any(r => (string?)r![attribute] == value),
        _ => (string?)e[attribute] == value,
    };

    private static double? Seconds(JsonNode? time) => time?.GetValue<JsonElement>().GetDouble();

    private static string Fingerprint(JsonObject request)
    {
        var copy = request.DeepClone().AsObject();
        copy.Remove("NextToken");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(copy.ToJsonString())))[..16];
    }

    private static JsonObject Refusal(string code) => new() { ["__type"] = code, ["message"] = "raw words of AWS" };
}
