using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Incidents;

/// <summary>Keeps an incident under a number and tells the topic.</summary>
public sealed partial class CreateIncidentRecord : WorkflowOperation<CreateIncidentRecordParameters, IncidentDetails>
{
    public override string Name => "create_incident_record";

    public override string Title => "Record an incident";

    public override string Description => "Keeps an incident record under a number of its own (INC-year-number) and notifies the incidents topic.";

    public override ChatGrammar? Chat { get; } = new RecordGrammar("summary", "severity") { Links = "links", Proposal = "proposal_id" };

    public override ParameterSet Parameters { get; } = new(
    [
        new TextParameter("summary", "What happened, for whoever reads it later.")
        {
            Required = true,
            MinLength = 10,
            MaxLength = 500,
            Example = "web answered 5xx from 02:40 to 03:10 after a deployment",
        },
        new ChoiceParameter("severity", "How bad it is.", "low", "medium", "high", "critical") { Required = true, Example = "high" },
        new LinksParameter("links", "Up to 10 https URLs of pages that belong to it, such as dashboards and tickets, with spaces or commas between them.") { MaxItems = 10, MaxLength = 500, Example = "https://status.example.com/42" },
        new TextParameter("proposal_id", "The proposal that it is about.") { MinLength = 26, MaxLength = 26, Pattern = UlidForm(), Example = "01m84jhwnpv8xmxftddspfch58" },
    ]);

    public override bool IsRepeatable => true;

    protected override JsonTypeInfo<IncidentDetails> ResultJson => IncidentDetailsJson.Default.IncidentDetails;

    protected override CreateIncidentRecordParameters Bind(Arguments arguments) => new(
        arguments.RequiredText("summary"), arguments.RequiredText("severity"), arguments.Texts("links"), ProposalId.TryParse(arguments.Text("proposal_id")));

    protected override WorkflowDraft Draft(CreateIncidentRecordParameters parameters) =>
        new($"Record an incident of severity {parameters.Severity}, and notify the incidents topic.", null, "Record");

    protected override async Task<Refusal?> CheckAsync(CreateIncidentRecordParameters parameters, WorkflowOperationPorts ports, CancellationToken cancellationToken) =>
        parameters.ProposalId is { } id && !await ports.ProposalExists(id, cancellationToken)
            ? new Refusal(
                ErrorCode.ResourceNotFound,
                $"There is no proposal {id}. Check the id, or leave proposal_id out.",
                new JsonObject { ["field"] = "proposal_id", ["resource"] = id.Value }.ToElement())
            : null;

    protected override async Task<Outcome<Finding<IncidentDetails>>> RunAsync(
        CreateIncidentRecordParameters parameters, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken)
    {
        var report = ReportOf(parameters, request);
        var creation = await ports.Incidents.CreateAsync(report, i => request.Trail.CreateEvents(SubjectOf(i, request), [EntryOf(i)]), cancellationToken);
        switch (creation)
        {
            case IncidentCreation.Created(var incident, var events):
                request.Trail.MarkWritten(events);
                await ports.Notifier.NotifyAsync(NoticeOf(incident), cancellationToken);
                return Answer(incident);
            case IncidentCreation.Repeated(var first):
                return IsSame(first.Report, request) ? Answer(first) : IdempotencyKey.Reused("incident_id", first.Id.Value);
            default:
                throw new InvalidOperationException($"{creation.GetType().Name} is not a known incident creation.");
        }
    }

    protected override string Target(IncidentDetails result) => result.IncidentId;

    protected override IReadOnlyList<Card> Cards(CreateIncidentRecordParameters parameters, Finding<IncidentDetails> finding) =>
    [
        new IncidentCard
        {
            Title = parameters.Summary,
            Tone = finding.Result.Severity is "high" or "critical" ? Tone.Bad : Tone.Warning,
            IncidentId = finding.Result.IncidentId,
            Severity = finding.Result.Severity,
            CreatedAt = finding.Result.CreatedAt,
            Links = finding.Result.Links,
            ProposalId = finding.Result.ProposalId,
        },
    ];

    private static IncidentReport ReportOf(CreateIncidentRecordParameters parameters, WorkflowOperationRequest request) => new()
    {
        Summary = parameters.Summary,
        Severity = parameters.Severity,
        Links = parameters.Links,
        ProposalId = parameters.ProposalId,
        By = request.Context.Caller.Person,
        CreatedAt = request.Now,
        CorrelationId = request.Context.CorrelationId,
        Mode = request.Context.Mode,
        IdempotencyKey = request.IdempotencyKey,
        RequestHash = CanonicalJson.Hash(request.Parameters),
    };

    // Earlier versions stored the hash in the first canonical form.
    private static bool IsSame(IncidentReport stored, WorkflowOperationRequest request) =>
        stored.RequestHash == CanonicalJson.Hash(request.Parameters) || stored.RequestHash == CanonicalJson.Hash(FormerCanonicalJson.Text(request.Parameters));

    private static AuditSubject SubjectOf(Incident incident, WorkflowOperationRequest request) =>
        request.Subject with { Target = incident.Id.Value, ProposalId = incident.Report.ProposalId };

    private static AuditEntry EntryOf(Incident incident) => new(AuditEventType.IncidentCreated, "created", new JsonObject
    {
        ["incident_id"] = incident.Id.Value,
        ["severity"] = incident.Report.Severity,
        ["summary"] = incident.Report.Summary,
        ["links"] = JsonConversions.Array(incident.Report.Links),
    }.ToElement());

    private static Notice NoticeOf(Incident incident) => new(
        NoticeKind.Incident, incident.Id.Value, $"{incident.Report.Severity} incident, recorded by {incident.Report.By.UserId}: {incident.Report.Summary}")
    {
        Attributes = new Dictionary<string, string> { ["severity"] = incident.Report.Severity },
    };

    private static Finding<IncidentDetails> Answer(Incident incident) => new(
        $"{incident.Id} is recorded as {incident.Report.Severity}, and the incidents topic was notified.",
        new IncidentDetails(
            incident.Id.Value, incident.Report.CreatedAt, incident.Report.Severity, incident.Report.Links, incident.Report.ProposalId?.Value, TopicNotified: true));

    [GeneratedRegex("^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$", RegexOptions.CultureInvariant)]
    private static partial Regex UlidForm();
}

/// <param name="Severity">low, medium, high or critical.</param>
/// <param name="Links">https URLs; may be empty.</param>
/// <param name="ProposalId">The proposal it is about, or null.</param>
public sealed record CreateIncidentRecordParameters(string Summary, string Severity, IReadOnlyList<string> Links, ProposalId? ProposalId);

/// <summary>An <see cref="Incident"/> as it is answered.</summary>
public sealed record IncidentDetails(
    string IncidentId,
    [property: JsonConverter(typeof(TimestampConverter))] DateTimeOffset CreatedAt,
    string Severity,
    IReadOnlyList<string> Links,
    string? ProposalId,
    bool TopicNotified);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IncidentDetails))]
internal sealed partial class IncidentDetailsJson : JsonSerializerContext;
