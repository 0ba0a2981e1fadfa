using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Incidents;

/// <summary>Keeps an incident under a number and tells the topic.</summary>
public sealed partial class CreateIncidentRecord : WorkflowOperation
{
    public override string Name => "create_incident_record";

    public override string Title => "Record an incident";

    public override string Description => "Keeps an incident record under a number of its own (INC-year-number) and notifies the operations topic.";

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
        new LinksParameter("links", "Up to 10 https URLs of pages that belong to it, such as dashboards and tickets, with spaces between them.") { MaxItems = 10, MaxLength = 500, Example = "https://status.example.com/42" },
        new TextParameter("proposal_id", "The proposal that it is about.") { MinLength = 26, MaxLength = 26, Pattern = UlidForm(), Example = "01m84jhwnpv8xmxftddspfch58" },
    ]);

    public override IReadOnlyList<Card> Cards(System.Text.Json.JsonElement parameters, string summary, System.Text.Json.JsonElement details) => details.At("created_at") is not { } at
        ? base.Cards(parameters, summary, details)
        :
        [
            new IncidentCard
            {
                Title = parameters.Text("summary") ?? summary,
                Tone = details.Text("severity") is "high" or "critical" ? Tone.Bad : Tone.Warning,
                IncidentId = details.Text("incident_id") ?? string.Empty,
                Severity = details.Text("severity") ?? string.Empty,
                CreatedAt = at,
                Links = details.Texts("links"),
                ProposalId = details.Text("proposal_id"),
            },
        ];

    public override async Task<Refusal?> CheckAsync(Arguments arguments, WorkflowOperationPorts ports, CancellationToken cancellationToken) =>
        ProposalId.TryParse(arguments.Text("proposal_id")) is { } id && !await ports.ProposalExists(id, cancellationToken)
            ? new Refusal(
                ErrorCode.ResourceNotFound,
                $"There is no proposal {id}. Check the id, or leave proposal_id out.",
                new JsonObject { ["field"] = "proposal_id", ["resource"] = id.Value }.ToElement())
            : null;

    public override async Task<Outcome<WorkflowOperationResult>> RunAsync(
        Arguments arguments, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken)
    {
        var report = ReportOf(arguments, request);
        var filing = await ports.Incidents.CreateAsync(report, i => request.Trail.CreateEvents(SubjectOf(i, request), [EntryOf(i)]), cancellationToken);
        switch (filing)
        {
            case IncidentCreation.Created(var incident, var events):
                request.Trail.MarkWritten(events);
                await ports.Notifier.NotifyAsync(NoticeOf(incident), cancellationToken);
                return Answer(incident);
            case IncidentCreation.Repeated(var first):
                return first.Report.RequestHash == report.RequestHash ? Answer(first) : IdempotencyKey.Reused("incident_id", first.Id.Value);
            default:
                throw new InvalidOperationException($"{filing.GetType().Name} is not a known filing.");
        }
    }

    private static IncidentReport ReportOf(Arguments arguments, WorkflowOperationRequest request) => new()
    {
        Summary = arguments.RequiredText("summary"),
        Severity = arguments.RequiredText("severity"),
        Links = arguments.Texts("links"),
        ProposalId = ProposalId.TryParse(arguments.Text("proposal_id")),
        By = request.Context.Caller.Person,
        CreatedAt = request.Now,
        CorrelationId = request.Context.CorrelationId,
        Mode = request.Context.Mode,
        IdempotencyKey = request.IdempotencyKey,
        RequestHash = CanonicalJson.Hash(arguments.Values),
    };

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
        NoticeKind.Incident, incident.Id.Value, $"{incident.Report.Severity} incident, recorded by {incident.Report.By.UserId}: {incident.Report.Summary}");

    private static WorkflowOperationResult Answer(Incident incident) => new(
        incident.Id.Value,
        new Finding(
            $"{incident.Id} is recorded as {incident.Report.Severity}, and the operations topic was notified.",
            new JsonObject
            {
                ["incident_id"] = incident.Id.Value,
                ["created_at"] = Timestamps.Text(incident.Report.CreatedAt),
                ["severity"] = incident.Report.Severity,
                ["links"] = JsonConversions.Array(incident.Report.Links),
                ["proposal_id"] = incident.Report.ProposalId?.Value,
                ["topic_notified"] = true,
            }.ToElement()));

    [GeneratedRegex("^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$", RegexOptions.CultureInvariant)]
    private static partial Regex UlidForm();
}
