using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudTrail;

/// <summary>Who did what, when, from where. What callers sent is never shown: it may hold secrets.</summary>
public sealed partial class SearchCloudTrailEvents : DiagnosticOperation
{
    private const int OnePage = 50;
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

    public override IReadOnlyList<Card> Cards(System.Text.Json.JsonElement parameters, string summary, System.Text.Json.JsonElement details) => CloudTrailCards.Of(details);

    public override async Task<Outcome<Finding>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (parameter, attribute, words) = Attributes.FirstOrDefault(t => arguments.Has(t.Parameter));
        var (window, most) = (arguments.RequiredText("time_window"), arguments.RequiredInteger("max_results"));
        var value = parameter is null ? null : arguments.Text(parameter);

        // Without an attribute reads would crowd out the few changes, so changes are picked from a whole page.
        var limit = attribute is null ? OnePage : most;
        var page = await readers.Events.LookUpEventsAsync(new CloudTrailQuery(attribute, value, now - TimeWindow.Parse(window), now, limit), cancellationToken);
        var events = page.Events.OrderBy(CloudTrailSummary.IsRead).Take(most).OrderByDescending(e => e.At).ToList();
        var truncated = page.Truncated || page.Events.Count > most;
        return new Finding(
            CloudTrailSummary.Of(events, truncated, value is null ? string.Empty : $" {words} {value}", window, now),
            new JsonObject
            {
                ["count"] = events.Count,
                ["truncated"] = truncated,
                ["time_window"] = window,
                ["events"] = new JsonArray([.. events.Select(e => (JsonNode)Describe(e))]),
            }.ToElement());
    }

    private static JsonObject Describe(CloudTrailEvent e) => new()
    {
        ["event_id"] = e.Id,
        ["time"] = Timestamps.Text(e.At),
        ["event_name"] = e.Name,
        ["event_source"] = e.Source,
        ["read_only"] = CloudTrailSummary.IsRead(e),
        ["user"] = e.User,
        ["source_ip"] = e.SourceIp,
        ["source_identity"] = e.SourceIdentity,
        ["resources"] = JsonConversions.Array(e.Resources.Take(MaxResources)),
        ["error_code"] = e.ErrorCode,
    };

    // Names and ARNs only: nothing here may be text that another system would read as a query or a command.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EventName();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9:/._@+=-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceName();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9+=,.@_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex UserName();
}
