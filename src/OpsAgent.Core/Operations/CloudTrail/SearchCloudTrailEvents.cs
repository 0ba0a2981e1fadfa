using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>Who did what, when, from where. What callers sent is never shown: it may hold secrets.</summary>
public sealed partial class SearchCloudTrailEvents : DiagnosticOperation<SearchCloudTrailEventsParameters, CloudTrailSearch>
{
    private const int OnePage = 50;
    private const int MaxSearched = 500;
    private const int MaxResources = 20;
    private const string UsualWindow = "24h";

    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(90);

    // LookupEvents takes one attribute: the first of these that is given, since it has the fewest events; the others are applied to what it answers.
    private static readonly (string Parameter, CloudTrailFilter Filter)[] Filters =
    [
        ("access_key_id", new("AccessKeyId", string.Empty, "by the access key that ends in", (e, v) => e.AccessKeyId == v)),
        ("resource_name", new("ResourceName", string.Empty, "on", (e, v) => e.Resources.Contains(v))),
        ("user_name", new("Username", string.Empty, "by", (e, v) => e.User == v)),
        ("event_name", new("EventName", string.Empty, "named", (e, v) => e.Name == v)),
        ("event_source", new("EventSource", string.Empty, "of", (e, v) => e.Source == v)),
    ];

    public override string Name => "search_cloudtrail_events";

    public override string Title => "CloudTrail events";

    public override string Description =>
        "Searches CloudTrail of this Region for who changed what: by access key, resource, user, event name or service (of several, CloudTrail searches by the first in this order), or all; changes are kept before reads.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar(QuestionKind.Events);

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("event_name", "The API call, case-sensitive.") { MaxLength = 128, Pattern = EventName(), Example = "UpdateService" },
            new TextParameter("event_source", "The service, such as ecs or ecs.amazonaws.com.") { MaxLength = 128, Pattern = EventSource(), Example = "ecs.amazonaws.com" },
            new TextParameter("resource_name", "The resource's id, name or ARN, as CloudTrail lists it.") { MaxLength = 1024, Pattern = Printable(), Example = "i-0a1b2c3d4e5f60001" },
            new TextParameter("user_name", "The IAM user or the role session's name.") { MaxLength = 256, Pattern = Printable(), Example = "ci-deployer" },
            new TextParameter("access_key_id", "The id of the access key that signed the calls.") { MaxLength = 128, Pattern = AccessKeyId(), Example = "AKIAIOSFODNN7EXAMPLE" },
            new ChoiceParameter("time_window", "How far back to look; without it and start_time 24h.", "1h", "3h", "6h", "12h", UsualWindow, "3d", "7d") { Synonym = TimeWindow.Find },
            TimeRange.Start("at most 90 days ago"),
            TimeRange.End,
            new IntegerParameter("max_results", "The most events to answer.") { Minimum = 1, Maximum = 50, DefaultValue = 10 },
        ],
        [.. TimeRange.Rules]);

    protected override JsonTypeInfo<CloudTrailSearch> ResultJson => CloudTrailSearchJson.Default.CloudTrailSearch;

    protected override SearchCloudTrailEventsParameters Bind(Arguments arguments) => new(
        [.. Filters.Where(f => arguments.Has(f.Parameter)).Select(f => f.Filter with { Value = Spelt(f.Parameter, arguments.RequiredText(f.Parameter)) })],
        RequestedTime.Of(arguments),
        arguments.RequiredInteger("max_results"));

    protected override async Task<Outcome<Finding<CloudTrailSearch>>> FindAsync(
        SearchCloudTrailEventsParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (filters, time, most) = parameters;
        if (!TimeRange.Of(time, UsualWindow, MaxAge, now).Succeeded(out var range, out var refusal))
        {
            return refusal;
        }

        var (attribute, value) = filters is [var first, ..] ? (first.Attribute, first.Value) : (null, null);

        // Reads crowd out the few changes of a busy account. CloudTrail looks for one attribute alone: without another the changes
        // are asked for by themselves; with one they are picked from more pages. Calls of one name are all alike.
        var isOneName = filters is [{ Attribute: "EventName" }];
        var changes = attribute is null ? await LookUpAsync("ReadOnly", "false", OnePage) : await LookUpAsync(attribute, value, isOneName ? most : MaxSearched);
        var page = attribute is null && changes.Events.Count < most ? await LookUpAsync(null, null, OnePage) : changes;
        var found = changes.Events.Concat(page.Events).Where(e => filters.Skip(1).All(f => f.Matches(e, f.Value))).DistinctBy(e => e.Id).ToList();
        var events = found.OrderBy(e => e.IsRead).ThenByDescending(e => e.At).Take(most).OrderByDescending(e => e.At).ToList();
        var truncated = changes.Truncated || page.Truncated || found.Count > most;
        // Of reads it is no matter how far back they were read.
        var searchedBackTo = changes is { Truncated: true, Events: [.., var oldest] } && !isOneName ? oldest.At : (DateTimeOffset?)null;
        return new Finding<CloudTrailSearch>(
            CloudTrailSummary.Of(events, truncated, string.Concat(filters.Select(f => $" {f}")), range, now, searchedBackTo, changes.Throttled || page.Throttled),
            new CloudTrailSearch(events.Count, truncated, range.Window, range.From, range.To, [.. events.Select(Describe)], searchedBackTo))
        {
            NotSearched = searchedBackTo is { } oldestRead ? [$"Events before {Timestamps.Text(oldestRead)}: CloudTrail has more than was read."] : [],
        };

        Task<CloudTrailPage> LookUpAsync(string? by, string? of, int limit) =>
            readers.Events.LookUpEventsAsync(new CloudTrailQuery(by, of, range.From, range.To, limit), cancellationToken);
    }

    protected override IReadOnlyList<Card> Cards(Finding<CloudTrailSearch> finding) => CloudTrailCards.Of(finding.Result);

    protected override Subject? Subject(SearchCloudTrailEventsParameters parameters, CloudTrailSearch result) =>
        parameters.Filters.FirstOrDefault(f => f.Attribute == "ResourceName") is { Value: var name } ? MetricResource.SubjectOf(name) : null;

    // Services are known by their first name.
    private static string Spelt(string parameter, string value) => parameter == "event_source" && !value.Contains('.', StringComparison.Ordinal) ? $"{value}.amazonaws.com" : value;

    private static CloudTrailEventDetails Describe(CloudTrailEvent e) =>
        new(e.Id, e.At, e.Name, e.Source, e.IsRead, e.User, e.Role, e.SourceIp, e.SourceIdentity, [.. e.Resources.Take(MaxResources)], e.ErrorCode);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EventName();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EventSource();

    // An id says who signed and is no secret; audit and answers show it redacted all the same.
    [GeneratedRegex("^[A-Z0-9]{16,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyId();

    // CloudTrail compares what services call their resources and users: "/aws/lambda/orders", "my alarm (prod)".
    [GeneratedRegex("^[ -~]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();
}

/// <param name="Filters">What every event must be; the first is what CloudTrail searches by.</param>
/// <param name="Time">Over what time.</param>
/// <param name="MaxResults">The most events to answer.</param>
public sealed record SearchCloudTrailEventsParameters(IReadOnlyList<CloudTrailFilter> Filters, RequestedTime Time, int MaxResults);

/// <param name="Attribute">CloudTrail's lookup attribute.</param>
/// <param name="Value">The attribute's value.</param>
/// <param name="Words">How the summary joins the value, such as <c>by</c>.</param>
/// <param name="Matches">Whether an event has the value.</param>
public sealed record CloudTrailFilter(string Attribute, string Value, string Words, Func<CloudTrailEvent, string, bool> Matches)
{
    public override string ToString() => $"{Words} {(Attribute == "AccessKeyId" ? Value[^4..] : Value)}";
}

/// <param name="Count">How many events are answered.</param>
/// <param name="Truncated">True when there are more than these.</param>
/// <param name="TimeWindow">How far back it was looked, as people write it; null where a start was asked for.</param>
/// <param name="StartTime">From when.</param>
/// <param name="EndTime">Until when.</param>
/// <param name="Events">Newest first.</param>
/// <param name="SearchedBackTo">The oldest moment that was looked at where that is not the whole window; else null.</param>
public sealed record CloudTrailSearch(
    int Count,
    bool Truncated,
    string? TimeWindow,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset StartTime,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset EndTime,
    IReadOnlyList<CloudTrailEventDetails> Events,
    [property: JsonConverter(typeof(TimestampConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SearchedBackTo);

/// <summary>A <see cref="CloudTrailEvent"/> as it is answered, with at most 20 resources.</summary>
/// <param name="ReadOnly">Whether the call can change nothing, by CloudTrail or else by its verb.</param>
/// <param name="Role">The role whose session the user is, or null.</param>
public sealed record CloudTrailEventDetails(
    string EventId,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset Time,
    string EventName,
    string EventSource,
    bool ReadOnly,
    string User,
    string? Role,
    string SourceIp,
    string? SourceIdentity,
    IReadOnlyList<string> Resources,
    string? ErrorCode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CloudTrailSearch))]
internal sealed partial class CloudTrailSearchJson : JsonSerializerContext;
