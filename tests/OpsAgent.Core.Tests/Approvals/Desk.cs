using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Rates;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>A Proposer and a Decider with everything they stand on; a test plays the state machine.</summary>
internal sealed class Desk
{
    /// <summary>The client that is listed in DecisionClients.</summary>
    public const string Plugin = "plugin-client";

    public Desk(ExecutionMode mode = ExecutionMode.LocalMock, bool allowAsserted = false, AssertedProposals assertedProposals = AssertedProposals.AdoptOrTwo, bool allowBreakGlass = false)
    {
        Mode = mode;
        var ids = new IdSource(Time, new SeededRandom(42));
        Ledger = new ProposalLedger(Store, new AuditEventFactory(ids, Time), Time, new SeededRandom(2));
        var watch = new ProposalWatch(Store, Time);
        var options = new AgentOptions
        {
            Mode = mode,
            Environment = "production",
            TagPolicy = TagPolicy.Standard("production"),
            AllowAssertedDecisions = allowAsserted,
            AssertedProposals = assertedProposals,
            AllowsBreakGlass = allowBreakGlass,
            DecisionClients = [Plugin],
        };
        var signer = new DecisionSigner(options, DecisionKey, Store, Workflow);
        Incidents = new InMemoryIncidents(Store.Audit);
        Decider = new Decider(options, Store, Ledger, watch, Workflow, signer, Incidents, Notifier, Time);
        var readers = new AwsReaders(Instances, Metrics, new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());
        var policies = new PolicyCheck(new PolicyReader(Settings), Store, Store, Store, OperationCatalog.Default, null, Time);
        Proposer = new Proposer(options, new RateLimits(options, Rates, Time), readers, policies, Ledger, watch, Workflow, signer, new EffectReader(Metrics, Time), ids, Time);
    }

    private static readonly ProposalReference Token = new ProposalReference.ByToken(Proposals.Token(1));

    public ExecutionMode Mode { get; }

    /// <summary>Whether everybody but the viewer is an administrator.</summary>
    public bool MoreAdmins { get; set; }

    public LeapingTime Time { get; } = new(Moments.After(10));

    public InMemoryApprovalStore Store { get; } = new();

    public FakeDecisionKey DecisionKey { get; } = new();

    public RecordingStateMachine Workflow { get; } = new();

    public InMemoryRateCounter Rates { get; } = new();

    public FakeInstances Instances { get; } = new(TestKit.Instances.Web, TestKit.Instances.Numbered(2));

    public FakeMetrics Metrics { get; } = new();

    public InMemoryIncidents Incidents { get; }

    public RecordingNotifier Notifier { get; } = new();

    public FixedParameterStore Settings { get; } = new();

    public ProposalLedger Ledger { get; }

    public Proposer Proposer { get; }

    public Decider Decider { get; }

    public static Arguments Reboot(string? instanceId = null, string reason = "The application hangs since 08:50.") =>
        new(new JsonObject { ["instance_id"] = instanceId ?? TestKit.Instances.WebId, ["reason"] = reason }.ToElement());

    /// <summary>Puts a proposal there without its audit chain, so that what a test sees in the trail is its own.</summary>
    public Proposal Put(ProposalStatus status, Func<Proposal, Proposal>? change = null)
    {
        var proposal = Proposals.In(status) with { AuditHead = AuditHead.Start };
        proposal = change is null ? proposal : change(proposal);
        Store.With(proposal);
        return proposal;
    }

    public Task<Outcome<ProposalPreview>> PreviewAsync(Arguments? arguments = null, Person? by = null) =>
        Proposer.PreviewAsync(new RebootEc2(), arguments ?? Reboot(), Users.Request(by ?? Users.Asserted(Users.Engineer), Mode), Test.Stop);

    public Task<Outcome<ProposeResult>> ProposeAsync(Arguments? arguments = null, string? key = null, Person? by = null, WriteOperation? operation = null, string? shown = null) =>
        Proposer.ProposeAsync(operation ?? new RebootEc2(), arguments ?? Reboot(), key, shown, Users.Request(by ?? Users.Asserted(Users.Engineer), Mode), Test.Stop);

    public Task<Outcome<Proposal>> ApproveAsync(ProposalReference reference, Person by, string? client = null) =>
        Decider.ApproveAsync(reference, Request("approve", reference, by, client), Test.Stop);

    public Task<Outcome<Proposal>> AdoptAsync(ProposalReference reference, Person by) => Decider.AdoptAsync(reference, Request("adopt", reference, by), Test.Stop);

    public Task<Outcome<Proposal>> DenyAsync(ProposalReference reference, Person by, string? client = null) =>
        Decider.DenyAsync(reference, "Not during the release.", Request("deny", reference, by, client), Test.Stop);

    public Task<Outcome<Proposal>> WithdrawAsync(ProposalReference reference, Person by) =>
        Decider.WithdrawAsync(reference, "It recovered by itself.", Request("withdraw", reference, by), Test.Stop);

    public Task<Outcome<Proposal>> BreakGlassAsync(Proposal proposal, Person by, IncidentId incident, string? hash = null) => Decider.BreakGlassAsync(
        new ProposalReference.ById(proposal.Id, hash ?? proposal.PlanHash.Short), incident, "Orders are lost, and both approvers sleep.", Request("break_glass", Token, by), Test.Stop);

    public Task<Outcome<Proposal>> ReviewAsync(Proposal proposal, Person by, string? hash = null) =>
        Decider.ReviewBreakGlassAsync(proposal.Id, hash, "It was right.", Request("review_break_glass", Token, by), Test.Stop);

    /// <summary>Records an incident.</summary>
    public async Task<IncidentId> IncidentAsync(DateTimeOffset? at = null)
    {
        var report = new IncidentReport
        {
            Summary = "Orders are lost.", Severity = "critical", Links = [], By = Users.Verified(Users.Engineer), CreatedAt = at ?? Time.GetUtcNow(), CorrelationId = "01kkng0000000000000000req1", Mode = Mode, RequestHash = "0",
        };
        return ((IncidentCreation.Created)await Incidents.CreateAsync(report, _ => [], Test.Stop)).Incident.Id;
    }

    // A chat service signs the decision that its person made.
    private RequestContext Request(string action, ProposalReference reference, Person by, string? client = null)
    {
        var request = Users.Request(by, Mode, client);
        if (MoreAdmins && by.UserId != Users.Viewer)
        {
            request = request with { Caller = request.Caller with { Roles = request.Caller.Roles | Roles.Administer } };
        }

        return by.Source is RequestSource.Slack or RequestSource.Teams && reference is ProposalReference.ById(var id, var hash)
            ? request with { Caller = request.Caller with { Decision = new RequestedDecision(action, id.Value, hash, "press-1") } }
            : request;
    }

    public Task<Transition> ApplyAsync(ProposalId id, ProposalCommand command) => Ledger.ApplyAsync(id, command, Proposals.Subject, Test.Stop);

    /// <summary>Plays the state machine: it makes a new proposal pending, and executes an approved one.</summary>
    public void PlayMachine() => Workflow.Then = async call =>
    {
        var id = call.Proposal.Id;
        switch (call.Method, (await Store.FindAsync(id, Test.Stop))!.Status)
        {
            case ("Start", ProposalStatus.Submitted):
                await ApplyAsync(id, new ProposalCommand.Assess(Proposals.Risk));
                await ApplyAsync(id, new ProposalCommand.Await(Proposals.Wait));
                break;
            case ("Resume", ProposalStatus.Approved):
                await ApplyAsync(id, new ProposalCommand.Acquire(Proposals.Claim, call.Proposal.PlanHash));
                await ApplyAsync(id, new ProposalCommand.RecordExecution(Proposals.Invocation, new ExecutionRecord(ExecutionStatus.Executed, Time.GetUtcNow(), TimeSpan.Zero)));
                break;
            default:
                break;
        }
    };

    public async Task<IEnumerable<string?>> EventsAsync(ProposalId id) =>
        (await Store.Audit.ReadAsync(id.Value, Test.Stop)).Select(e => e.Fields().GetProperty("event_type").GetString());
}
