using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Chat;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Operations;

/// <summary>
/// An operation owns all of itself: a write that only this file knows, with its change and one adapter, is proposed,
/// approved, executed, verified and put back by the functions as they are deployed, and stands on every face.
/// </summary>
public sealed class ThrowAwayOperationTests
{
    private readonly SwitchAdapter adapter = new();
    private readonly Bench bench;
    private readonly Machine machine;

    public ThrowAwayOperationTests()
    {
        bench = new Bench
        {
            Catalogue = new OperationCatalog([.. OperationCatalog.Default.Operations, new SwitchMaintenance()]),
            Language = new Language(Language.File("en"), SwitchMaintenance.Words),
            Change = ports => ports with { ExecutorRole = () => adapter },
        };
        adapter.Fleet = bench.Fleet;
        machine = Machine.Behind(bench);
        bench.Fleet.Put(Instances.Web.WithTag(SwitchMaintenance.Tag, "off"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Proposed_AndApproved_IsMadeOnceAndVerified(bool byTypedRoute)
    {
        var (id, token) = await ProposeAsync(byTypedRoute);
        Assert.Equal([(new SwitchTag(Instances.WebId, "on"), WriteIntent.Validate)], adapter.Calls);

        var answer = await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(("EXECUTED", $"Switch maintenance of {Instances.WebId} from off to on."), (answer["execution_status"], answer["action_summary"]));
        Assert.Equal((new SwitchTag(Instances.WebId, "on"), WriteIntent.Execute), adapter.Calls[^1]);
        Assert.Equal(2, adapter.Calls.Count);
        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        var stored = await bench.ReadAsync(id);
        Assert.Equal((ProposalStatus.Completed, "switch_maintenance"), (stored.Status, stored.Plan.Operation));
        Assert.Equal(("off", "on"), (stored.Plan.Before["maintenance"], stored.Plan.After["maintenance"]));
        Assert.Contains("It is in service.", stored.Risk!.Reasons);
        Assert.Equal("maintenance", Assert.Single(stored.Verification!.Signals).Name);
    }

    [Fact]
    public async Task Approved_ButNeverSeen_IsPutBackByItsOwnReversal()
    {
        adapter.IsIgnored = true;
        var (id, token) = await ProposeAsync(byTypedRoute: false);

        await bench.ApproveAsync(Users.Lead, token);

        Assert.Equal(["VerifyOutcome", "RevertAction", "RecordOutcome", "HowDidItEnd?", "Failed"], machine.PathOf(id).TakeLast(5));
        Assert.Equal((new SwitchTag(Instances.WebId, "off"), WriteIntent.Execute), adapter.Calls[^1]);
        Assert.Equal("switched off again", (await bench.ReadAsync(id)).Reversal!.Summary);
    }

    [Fact]
    public async Task Proposed_ThatItsOwnRuleForbids_IsRejectedBeforeAnybodyIsAsked()
    {
        bench.Fleet.Put(Instances.Web.WithTag(SwitchMaintenance.Tag, "on"));

        var answer = await bench.SendAsync(Request(byTypedRoute: false));

        Assert.Equal(("POLICY_DENIED", "rejected"), (answer.Code, answer["status"]));
        Assert.Empty(adapter.Calls);
    }

    [Fact]
    public void TheCatalogue_PutsItInTheDocumentation()
    {
        var page = OperationsMarkdown.Of(bench.Catalogue);

        Assert.Contains("| [`switch_maintenance`](#switch_maintenance) | write | Switch maintenance |", page, StringComparison.Ordinal);
        Assert.Contains("`POST /operations/switch_maintenance`", page, StringComparison.Ordinal);
        Assert.Contains("| `mode` | one of on, off | required | The mode. |", page, StringComparison.Ordinal);
        Assert.Contains("IAM action: `ec2:CreateTags`. Switch it back.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheModel_IsGivenItInTheToolThatDrafts()
    {
        var model = new ScriptedModel(ScriptedModel.Says("Hello."));
        bench.ChatModel = model;

        await new Talk(bench, Users.Engineer).SayAsync("hello");

        var tool = Assert.Single(Assert.Single(model.Requests).Tools, t => t.Name == "draft");
        var members = tool.Schema.GetProperty("properties");
        Assert.Contains("switch_maintenance", members.GetProperty("operation").GetProperty("enum").EnumerateArray().Select(o => o.GetString()));
        Assert.Contains("mode", members.GetProperty("parameters").GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Contains("switch_maintenance (instance_id, mode, reason", tool.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_TakesItsOrderAndListsItInTheHelp()
    {
        var talk = new Talk(bench, Users.Engineer);

        var help = await talk.SayAsync("help");
        var proposed = await talk.DoAsync($"maintain {Instances.WebId} mode=on because the disk was replaced today");

        Assert.Contains("- Switch maintenance: maintain web-1 mode=on because <why>", help["reply"], StringComparison.Ordinal);
        Assert.Equal(("proposal", "pending"), (Talk.Card(proposed, "kind"), Talk.Card(proposed, "status")));
        var stored = await bench.ReadAsync(ProposalId.TryParse(Talk.Card(proposed, "proposal_id"))!.Value);
        Assert.Equal(("switch_maintenance", "on"), (stored.Plan.Operation, stored.Plan.After["maintenance"]));
    }

    private async Task<(ProposalId Id, string Token)> ProposeAsync(bool byTypedRoute)
    {
        var answer = await bench.SendAsync(Request(byTypedRoute));
        Assert.True(answer.Success, answer.Text);
        return (ProposalId.TryParse(answer["proposal_id"])!.Value, answer["approval_token"]!);
    }

    private static JsonObject Request(bool byTypedRoute)
    {
        var parameters = new JsonObject { ["instance_id"] = Instances.WebId, ["mode"] = "on", ["reason"] = "The disk is replaced tonight." };
        parameters[byTypedRoute ? "user_id" : "action"] = byTypedRoute ? Users.Engineer.Value : "switch_maintenance";
        return byTypedRoute
            ? Events.Post("/operations/switch_maintenance", parameters)
            : Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, Users.Engineer));
    }

    internal sealed record SwitchParameters(string InstanceId, string Mode);

    internal sealed record SwitchTarget(Instance Instance, bool IsInService)
    {
        public string Mode => Instance.Tags.GetValueOrDefault(SwitchMaintenance.Tag, "off");
    }

    internal sealed record SwitchTag(string InstanceId, string Mode) : AwsChange
    {
        public const string IamAction = "ec2:CreateTags";

        public override string Action => IamAction;

        public override string Resource => InstanceId;
    }

    private sealed class SwitchMaintenance : WriteOperation<SwitchParameters, SwitchTarget>
    {
        public const string Tag = "Maintenance";

        public const string Words = """
            {"operations":{"switch_maintenance":{
                "verbs": "maintain",
                "usage": "maintain {instance_id} mode={mode} because <why>",
                "examples": ["maintain web-1 mode=on because <why>"]}}}
            """;

        public override string Name => "switch_maintenance";

        public override string Title => "Switch maintenance";

        public override string Description => "Proposes to switch the maintenance mode of one instance.";

        public override ChatGrammar? Chat { get; } = new ChangeGrammar(new TargetPhrase(SubjectKind.Instance, "instance_id"));

        public override ParameterSet Parameters { get; } = new(
        [
            new TextParameter("instance_id", "The instance.") { Required = true, MaxLength = 19 },
            new ChoiceParameter("mode", "The mode.", "on", "off") { Required = true },
            Reason,
        ]);

        public override string IamAction => SwitchTag.IamAction;

        public override string Undo => "Switch it back.";

        public override TimeSpan SettleTime => TimeSpan.Zero;

        public override TimeSpan SustainTime => TimeSpan.Zero;

        public override bool CanReadBack => true;

        public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) => $"aws ec2 create-tags --resources {target.Id}";

        public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since) => $"aws ec2 describe-tags --filters Name=resource-id,Values={plan.Target.Id}";

        protected override SwitchParameters Bind(Arguments arguments) => new(arguments.RequiredText("instance_id"), arguments.RequiredText("mode"));

        protected override (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(SwitchTarget resource) =>
            (new ResourceTarget(resource.Instance.Arn, resource.Instance.Id, "EC2 instance"), resource.Instance.Tags);

        protected override async Task<SwitchTarget?> FindAsync(SwitchParameters parameters, AwsReaders readers, CancellationToken cancellationToken) =>
            await readers.Instances.FindAsync(parameters.InstanceId, cancellationToken) is { } instance ? new SwitchTarget(instance, IsInService: false) : null;

        protected override Task<SwitchTarget> WithRiskFactsAsync(SwitchTarget resource, AwsReaders readers, CancellationToken cancellationToken) =>
            Task.FromResult(resource with { IsInService = true });

        protected override Refusal NotFound(SwitchParameters parameters) => new(ErrorCode.ResourceNotFound, $"There is no {parameters.InstanceId}.");

        protected override Refusal? Validate(SwitchParameters parameters, SwitchTarget resource) =>
            resource.Mode == parameters.Mode ? new Refusal(ErrorCode.PolicyDenied, $"Maintenance is {resource.Mode} already.") : null;

        protected override ChangeEffect Plan(SwitchParameters parameters, SwitchTarget resource) => new(
            $"Switch maintenance of {resource.Instance.Id} from {resource.Mode} to {parameters.Mode}.",
            ImmutableSortedDictionary<string, string>.Empty.Add("maintenance", resource.Mode),
            ImmutableSortedDictionary<string, string>.Empty.Add("maintenance", parameters.Mode));

        protected override IEnumerable<RiskFactor> RiskFactors(SwitchParameters parameters, SwitchTarget resource) =>
            resource.IsInService ? [new RiskFactor("in_service", 0, "It is in service.")] : [];

        protected override AwsChange Change(SwitchParameters parameters, ChangePlan plan) => new SwitchTag(parameters.InstanceId, parameters.Mode);

        protected override ChangeReversal? ReversalOf(SwitchParameters parameters, ChangePlan plan) =>
            new($"switched {plan.Before["maintenance"]} again", new SwitchTag(parameters.InstanceId, plan.Before["maintenance"]));

        protected override ReadBackResult ReadBack(ChangePlan plan, SwitchTarget resource) =>
            resource.Mode == plan.After["maintenance"] ? ReadBackResult.Done : ReadBackResult.NotDone;

        protected override IReadOnlyList<VerificationSignal> Signals(SwitchParameters parameters, ChangePlan plan, SwitchTarget resource) =>
            [new("maintenance", resource.Mode == parameters.Mode, resource.Mode)];
    }

    /// <summary>The adapter: what carries the change out where the instances are fakes.</summary>
    private sealed class SwitchAdapter : IExecutorRole, IExecutor
    {
        public List<(AwsChange Change, WriteIntent Intent)> Calls { get; } = [];

        public FakeInstances? Fleet { get; set; }

        /// <summary>The change is accepted and has no effect.</summary>
        public bool IsIgnored { get; set; }

        public Task<IExecutor> AssumeAsync(ExecutorScope scope, CancellationToken cancellationToken)
        {
            Assert.Equal((SwitchTag.IamAction, Instances.Web.Arn), (scope.IamAction, scope.ResourceArn));
            return Task.FromResult<IExecutor>(this);
        }

        public Task ExecuteAsync(AwsChange change, WriteIntent intent, CancellationToken cancellationToken)
        {
            Calls.Add((change, intent));
            if (intent is WriteIntent.Execute && !IsIgnored)
            {
                Fleet!.Put(Instances.Web.WithTag(SwitchMaintenance.Tag, ((SwitchTag)change).Mode));
            }

            return Task.CompletedTask;
        }
    }
}
