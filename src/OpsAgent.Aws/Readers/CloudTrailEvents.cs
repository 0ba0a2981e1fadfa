using System.Text.Json;

using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="ICloudTrailEvents"/> on CloudTrail's LookupEvents. Of the raw event only who, source IP address, source identity, error code and whether it reads are read.</summary>
/// <remarks>LookupEvents allows two calls a second for an account and Region: the calls of one reader are that far apart, and a search ends after ten seconds.</remarks>
public sealed class CloudTrailEvents(AwsClients clients, TimeProvider time) : ICloudTrailEvents
{
    private const int PageSize = 50;
    private const int MaxPages = 10;

    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxSearch = TimeSpan.FromSeconds(10);

    private readonly Lock _turns = new();
    private DateTimeOffset _next;

    public async Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken)
    {
        var found = new List<CloudTrailEvent>();
        var request = new LookupEventsRequest
        {
            StartTime = query.From.UtcDateTime,
            EndTime = query.To.UtcDateTime,
            MaxResults = Math.Min(query.Limit, PageSize),
            LookupAttributes = query.Attribute is null ? null : [new LookupAttribute { AttributeKey = new LookupAttributeKey(query.Attribute), AttributeValue = query.Value }],
        };
        var (started, throttled) = (time.GetUtcNow(), false);
        for (var page = 0; page < MaxPages && found.Count < query.Limit && (page == 0 || time.GetUtcNow() - started < MaxSearch); page++)
        {
            await WaitForTurnAsync(cancellationToken);
            try
            {
                var answer = await AwsCall.RunAsync("cloudtrail:LookupEvents", query.Value ?? "*", () => clients.CloudTrail.LookupEventsAsync(request, cancellationToken));
                found.AddRange((answer.Events ?? []).Select(ToEvent));
                request.NextToken = answer.NextToken;
            }
            catch (AwsException e) when (page > 0 && e.Code == ErrorCode.AwsThrottled)
            {
                // What was read is answered; others in the account ask as well.
                throttled = true;
                break;
            }

            if (string.IsNullOrEmpty(request.NextToken))
            {
                break;
            }
        }

        return new CloudTrailPage(
            [.. found.OrderByDescending(e => e.At).Take(query.Limit)], found.Count > query.Limit || !string.IsNullOrEmpty(request.NextToken), throttled);
    }

    private Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_turns)
        {
            var now = time.GetUtcNow();
            var turn = _next > now ? _next : now;
            (_next, wait) = (turn + BetweenCalls, turn - now);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    private static CloudTrailEvent ToEvent(Event trailEvent)
    {
        var raw = Parse(trailEvent.CloudTrailEvent);
        return new CloudTrailEvent(
            trailEvent.EventId,
            trailEvent.EventName,
            trailEvent.EventSource,
            trailEvent.EventTime is { } at ? new DateTimeOffset(at.ToUniversalTime()) : default,
            trailEvent.Username ?? Who(raw) ?? "unknown",
            Text(raw, "sourceIPAddress") ?? "unknown",
            Text(raw, "userIdentity", "sessionContext", "sourceIdentity"),
            [.. (trailEvent.Resources ?? []).Select(r => r.ResourceName).OfType<string>()],
            Text(raw, "errorCode"),
            trailEvent.ReadOnly switch { "true" => true, "false" => false, _ => null },
            Text(raw, "userIdentity", "sessionContext", "sessionIssuer", "userName"),
            trailEvent.AccessKeyId);
    }

    // CloudTrail names no user where there is none: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    private static string? Who(JsonElement raw) =>
        Text(raw, "userIdentity", "userName")
        ?? Text(raw, "userIdentity", "onBehalfOf", "userId")
        ?? Text(raw, "userIdentity", "invokedBy")
        ?? Text(raw, "userIdentity", "arn")?.Split('/')[^1]
        ?? (Text(raw, "userIdentity", "accountId") is { } account ? $"account {account}" : null);

    private static JsonElement Parse(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "{}");
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind is JsonValueKind.String ? json.GetString() : null;
    }
}
