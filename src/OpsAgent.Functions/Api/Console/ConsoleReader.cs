using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Reports;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Console;

/// <summary>Reads what the console shows, page by page.</summary>
public sealed partial class ConsoleReader(
    IApprovalStore store, IProposalIndex index, IAuditTrail audit, IAuditIndex auditIndex, IIncidents incidents, UnreviewedBreakGlass unreviewed, DecisionRightsReader rights, TimeProvider time)
{
    private const int MaxProposals = 50;
    private const int MaxOnAPage = 100;

    // Of each status, of which there are a dozen: as many as one request has time for.
    private const int MaxReported = 1000;

    private static readonly TimeSpan ReportPeriod = TimeSpan.FromDays(7);
    private static readonly TimeSpan MaxReportPeriod = TimeSpan.FromDays(92);

    private static readonly ProposalStatus[] Open = [ProposalStatus.Submitted, ProposalStatus.Pending, ProposalStatus.Approved, ProposalStatus.Executing];

    public static ParameterSet ProposalsParameters { get; } = new(
        [new ChoiceParameter("state", "Whether something may still happen to them; or those whose approval by break-glass is to be reviewed.", "open", "ended", "unreviewed") { DefaultValue = "open" }]);

    public static ParameterSet IncidentsParameters { get; } = new([Limit(), After("the incident after which to go on")]);

    public static ParameterSet AuditParameters { get; } = new(
    [
        new TextParameter("day", "The day in UTC.") { MaxLength = 10, Pattern = Day() },
        new TextParameter("user", "Who did it.") { MaxLength = 254 },
        new ChoiceParameter("event_type", "What kind of thing it was.", [.. WireName.All<AuditEventType>()]),
        new TextParameter("proposal_id", "The proposal whose chain to search.") { MaxLength = 26 },
        Limit(),
        After("the next of the answer before"),
    ]);

    public static ParameterSet ReportParameters { get; } = new(
    [
        new TimeParameter("from", "From when on proposals were made, in ISO 8601; default seven days before to."),
        new TimeParameter("to", "Before when they were made; default now."),
    ]);

    public async Task<Outcome<ApiBody>> ProposalsAsync(string state, Caller caller, CancellationToken cancellationToken)
    {
        if (state == "unreviewed")
        {
            var found = await unreviewed.ListAsync(cancellationToken);
            return Listed(found.Proposals, found.Unreadable, caller);
        }

        var lists = await Task.WhenAll(Enum.GetValues<ProposalStatus>()
            .Where(s => Open.Contains(s) == (state == "open"))
            .Select(s => index.ListAsync(s, MaxProposals, cancellationToken)));
        // One that changes its status while the lists are read may be in two of them.
        var newest = lists.SelectMany(l => l.Proposals).OrderByDescending(p => p.Version).DistinctBy(p => p.Id).OrderByDescending(p => p.CreatedAt).Take(MaxProposals).ToList();
        return Listed(newest, lists.Sum(l => l.Unreadable), caller);
    }

    private ApiBody Listed(IReadOnlyList<Proposal> proposals, int unreadable, Caller caller)
    {
        var answer = new ConsoleProposalsAnswer(proposals.Count, [.. proposals.Select(p => new ConsoleProposal(p, rights.Of(p, caller)))]);
        return new ApiBody(ApiContent.Of(answer, ApiJson.Default.ConsoleProposalsAnswer)) { Unreadable = unreadable };
    }

    /// <summary>How a period's proposals were decided. Only an administrator is told who approves without looking.</summary>
    public async Task<Outcome<ApiBody>> ReportAsync(Arguments given, Caller caller, CancellationToken cancellationToken)
    {
        var to = given.Time("to") ?? time.GetUtcNow();
        var from = given.Time("from") ?? to - ReportPeriod;
        if (from >= to || to - from > MaxReportPeriod)
        {
            return ParameterSet.Invalid("from", $"must be before to, by at most {MaxReportPeriod.TotalDays:0} days", null);
        }

        var lists = await Task.WhenAll(Enum.GetValues<ProposalStatus>().Select(s => MadeInAsync(s, from, to, cancellationToken)));
        var report = DecisionReport.Of(lists.SelectMany(l => l.Proposals), from, to, caller.Authority, caller.CheckRole(Roles.Administer) is null);
        return new ApiBody(ApiContent.Of(new ConsoleReportAnswer(lists.All(l => l.IsWhole), report), ApiJson.Default.ConsoleReportAnswer)) { Unreadable = lists.Sum(l => l.Unreadable) };
    }

    private async Task<(List<Proposal> Proposals, bool IsWhole, int Unreadable)> MadeInAsync(ProposalStatus status, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (found, unreadable, after) = (new List<Proposal>(), 0, (ProposalCursor?)null);
        do
        {
            var page = await index.ListOldestFirstAsync(status, from, after, MaxOnAPage, cancellationToken);
            found.AddRange(page.Proposals);
            unreadable += page.Unreadable;
            after = page.Next?.CreatedAt < to ? page.Next : null;
        }
        while (after is not null && found.Count < MaxReported);

        return (found, after is null, unreadable);
    }

    public async Task<Outcome<ApiBody>> SearchAsync(Arguments given, CancellationToken cancellationToken)
    {
        AuditCursor? after = null;
        if (given.Has("after") && !AuditCursor.TryParse(given.Text("after"), out after))
        {
            return Broken(given, "after", "must be the next of an answer before");
        }

        if (!SearchOf(given).Succeeded(out var search, out var refusal))
        {
            return refusal;
        }

        var page = await auditIndex.SearchAsync(search, after, given.RequiredInteger("limit"), cancellationToken);
        var answer = new ConsoleAuditAnswer(page.Events.Count, [.. page.Events.Select(e => new ConsoleEvent(e))], page.Next?.Text());
        return new ApiBody(ApiContent.Of(answer, ApiJson.Default.ConsoleAuditAnswer)) { Unreadable = page.Unreadable };
    }

    /// <summary>A chain and whether it holds. A proposal keeps its chain's head; the chain of a request has none elsewhere.</summary>
    public async Task<Outcome<ApiBody>> ChainAsync(string chain, CancellationToken cancellationToken)
    {
        if (ProposalId.TryParse(chain) is not { } id || id.Value != chain)
        {
            return ParameterSet.Invalid("chain", "must be a proposal id or a correlation id: 26 characters of a ULID", null);
        }

        // The proposal first: a head that is older than the events it is compared with would look like a fault.
        for (var attempt = 0; ; attempt++)
        {
            var (head, isHeadReadable) = await HeadAsync(id, cancellationToken);
            var events = await audit.ReadAsync(chain, cancellationToken);
            if (head is null && events.Count == 0)
            {
                return new Refusal(ErrorCode.ResourceNotFound, $"There is no audit chain {chain}.");
            }

            if (head is null || events.Count == head.Sequence || attempt == 3)
            {
                return new ApiBody(ApiContent.Of(ConsoleChainAnswer.Of(chain, events, head, isHeadReadable), ApiJson.Default.ConsoleChainAnswer));
            }
        }
    }

    // The events of a proposal that cannot be read are worth showing.
    private async Task<(AuditHead? Head, bool IsReadable)> HeadAsync(ProposalId id, CancellationToken cancellationToken)
    {
        try
        {
            return ((await store.FindAsync(id, cancellationToken))?.AuditHead, true);
        }
        catch (UnreadableRecordException)
        {
            return (null, false);
        }
    }

    public Task<Outcome<ApiBody>> IncidentsAsync(Arguments given, CancellationToken cancellationToken) => IncidentsAsync(incidents, given, cancellationToken);

    /// <param name="given">Of <see cref="IncidentsParameters"/>.</param>
    public static async Task<Outcome<ApiBody>> IncidentsAsync(IIncidents incidents, Arguments given, CancellationToken cancellationToken)
    {
        var after = IncidentId.TryParse(given.Text("after"));
        if (after is null && given.Has("after"))
        {
            return Broken(given, "after", "must be an incident id such as INC-2026-0001");
        }

        var page = await incidents.ListAsync(given.RequiredInteger("limit"), after, cancellationToken);
        var answer = new ConsoleIncidentsAnswer(page.Incidents.Count, [.. page.Incidents.Select(ConsoleIncident.Of)], page.Next?.Value);
        return new ApiBody(ApiContent.Of(answer, ApiJson.Default.ConsoleIncidentsAnswer)) { Unreadable = page.Unreadable };
    }

    private static Outcome<AuditSearch> SearchOf(Arguments given)
    {
        var search = new AuditSearch
        {
            Day = DateOnly.TryParseExact(given.Text("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            User = UserId.TryParse(given.Text("user")),
            Proposal = ProposalId.TryParse(given.Text("proposal_id")),
            Type = WireName.TryParse<AuditEventType>(given.Text("event_type"), out var type) ? type : null,
        };
        return search.Day is null && given.Has("day") ? Broken(given, "day", "must be a day such as 2026-11-23")
            : search.User is null && given.Has("user") ? Broken(given, "user", "must be an ASCII e-mail address")
            : search.Proposal is null && given.Has("proposal_id") ? Broken(given, "proposal_id", "must be a proposal id: 26 characters of a ULID")
            : search.IsEmpty ? ParameterSet.Invalid("day", "is required, unless user, event_type or proposal_id is given", null)
            : search;
    }

    private static Refusal Broken(Arguments given, string name, string rule) => ParameterSet.Invalid(name, rule, given.Values.GetProperty(name));

    private static IntegerParameter Limit() => new("limit", "How many at most.") { Minimum = 1, Maximum = MaxOnAPage, DefaultValue = 50 };

    private static TextParameter After(string what) => new("after", $"Where to go on: {what}.") { MaxLength = 128 };

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
