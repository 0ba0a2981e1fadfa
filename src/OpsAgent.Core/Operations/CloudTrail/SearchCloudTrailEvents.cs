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
    private const int MaxSearched = 200;
    private const int MaxResources = 20;

    private static readonly (string Parameter, string Attribute, string Words)[] Attributes =
        [("event_name", "EventName", "named"), ("resource_name", "ResourceName", "on"), ("user_name", "Username", "by")];

    public override string Name => "search_cloudtrail_events";

    public override string Title => "CloudTrail events";

    public override string Description =>
        "Searches CloudTrail for who changed what: by event name, by resource, by user, or all; changes are kept before reads.";

    public override ChatGrammar? Chat { get; } = new QuestionGrammar
    {
        Nouns = [new("events", "event cloudtrail trail changes changed change activity history happened audit deployed deployment deployments deploy")],
        Reader = new CloudTrailQuestions(),
        // "Who changed the load?" asks for events, though load is a metric's word too.
        Precedence = 2,
        Examples = ["what changed in the last 6 hours", "who touched i-0a1b2c3d4e5f60001"],
    };

    public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("event_name", "The API call, case-sensitive.") { MaxLength = 128, Pattern = EventName(), Example = "UpdateService" },
            new TextParameter("resource_name", "The resource's id, name or ARN, as CloudTrail lists it.") { MaxLength = 255, Pattern = ResourceName(), Example = "i-0a1b2c3d4e5f60001" },
            new TextParameter("user_name", "The IAM user or the role session's name.") { MaxLength = 128, Pattern = UserName(), Example = "ci-deployer" },
            new ChoiceParameter("time_window", "How far back to look.", "1h", "3h", "6h", "12h", "24h", "3d", "7d") { DefaultValue = "24h" },
            new IntegerParameter("max_results", "The most events to answer.") { Minimum = 1, Maximum = 50, DefaultValue = 10 },
        ],
        new CombinationRule(
            "give at most one of event_name, resource_name, user_name",
            "event_name",
            a => Attributes.Count(t => a.Has(t.Parameter)) <= 1));

    protected override JsonTypeInfo<CloudTrailSearch> ResultJson => CloudTrailSearchJson.Default.CloudTrailSearch;

    protected override SearchCloudTrailEventsParameters Bind(Arguments arguments)
    {
        var (parameter, attribute, words) = Attributes.FirstOrDefault(t => arguments.Has(t.Parameter));
        return new SearchCloudTrailEventsParameters(
            attribute,
            parameter is null ? null : arguments.Text(parameter),
            words,
            arguments.RequiredText("time_window"),
            arguments.RequiredInteger("max_results"));
    }

    protected override async Task<Outcome<Finding<CloudTrailSearch>>> FindAsync(
        SearchCloudTrailEventsParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (attribute, value, words, window, most) = parameters;

        // Reads crowd out the few changes of a busy account. CloudTrail looks for one attribute alone: without another the changes
        // are asked for by themselves; with a user or a resource they are picked from more pages. Calls of one name are all alike.
        var changes = attribute is null ? await LookUpAsync("ReadOnly", "false", OnePage) : await LookUpAsync(attribute, value, attribute == "EventName" ? most : MaxSearched);
        var page = attribute is null && changes.Events.Count < most ? await LookUpAsync(null, null, OnePage) : changes;
        var found = changes.Events.Concat(page.Events).DistinctBy(e => e.Id).ToList();
        var events = found.OrderBy(e => e.IsRead).ThenByDescending(e => e.At).Take(most).OrderByDescending(e => e.At).ToList();
        var truncated = changes.Truncated || page.Truncated || found.Count > most;
        // Of reads it is no matter how far back they were read.
        var searchedBackTo = changes is { Truncated: true, Events: [.., var oldest] } && attribute != "EventName" ? oldest.At : (DateTimeOffset?)null;
        return new Finding<CloudTrailSearch>(
            CloudTrailSummary.Of(events, truncated, value is null ? string.Empty : $" {words} {value}", window, now, searchedBackTo),
            new CloudTrailSearch(events.Count, truncated, window, [.. events.Select(Describe)]))
        {
            NotSearched = searchedBackTo is { } oldestRead ? [$"Events before {Timestamps.Text(oldestRead)}: CloudTrail has more than was read."] : [],
        };

        Task<CloudTrailPage> LookUpAsync(string? by, string? of, int limit) =>
            readers.Events.LookUpEventsAsync(new CloudTrailQuery(by, of, now - TimeWindow.Parse(window), now, limit), cancellationToken);
    }

    protected override IReadOnlyList<Card> Cards(Finding<CloudTrailSearch> finding) => CloudTrailCards.Of(finding.Result);

    protected override Subject? Subject(SearchCloudTrailEventsParameters parameters, CloudTrailSearch result) =>
        parameters is { Attribute: "ResourceName", Value: { } name } ? MetricResource.SubjectOf(name) : null;

    private static CloudTrailEventDetails Describe(CloudTrailEvent e) =>
        new(e.Id, e.At, e.Name, e.Source, e.IsRead, e.User, e.Role, e.SourceIp, e.SourceIdentity, [.. e.Resources.Take(MaxResources)], e.ErrorCode);

    // Names and ARNs only: nothing here may be text that another system would read as a query or a command.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EventName();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9:/._@+=-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceName();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9+=,.@_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex UserName();
}

/// <param name="Attribute">CloudTrail's lookup attribute, or null for every event.</param>
/// <param name="Value">The attribute's value; null with it.</param>
/// <param name="Words">How the summary joins the value, such as <c>by</c>; null with it.</param>
/// <param name="TimeWindow">How far back, such as <c>24h</c>.</param>
/// <param name="MaxResults">The most events to answer.</param>
public sealed record SearchCloudTrailEventsParameters(string? Attribute, string? Value, string? Words, string TimeWindow, int MaxResults);

/// <param name="Count">How many events are answered.</param>
/// <param name="Truncated">True when there are more than these.</param>
/// <param name="TimeWindow">How far back it was looked.</param>
/// <param name="Events">Newest first.</param>
public sealed record CloudTrailSearch(int Count, bool Truncated, string TimeWindow, IReadOnlyList<CloudTrailEventDetails> Events);

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
