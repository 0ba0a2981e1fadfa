using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class RoutesTests
{
    private readonly Bench bench = new() { Catalogue = new OperationCatalog([.. OperationCatalog.Default.Operations, new GetZone(), new NudgeInstance(), new NoteSomething()]) };

    [Fact]
    public void Of_TheDefaultCatalogue_ListsEveryRouteOnce() => Assert.Equal(
        [
            "DELETE /mcp Mcp",
            "GET /.well-known/oauth-protected-resource Mcp",
            "GET /.well-known/oauth-protected-resource/mcp Mcp",
            "GET /console/audit Console",
            "GET /console/chains/{chain} Console",
            "GET /console/incidents Console",
            "GET /console/me Console",
            "GET /console/proposals Console",
            "GET /console/proposals/{proposal_id} Console",
            "GET /console/report Console",
            "GET /console/statemachine Console",
            "GET /health Health",
            "GET /mcp Mcp",
            "GET /operations/describe_alb_target_health Diagnostics",
            "GET /operations/get_cloudwatch_metrics Diagnostics",
            "GET /operations/get_ec2_status Diagnostics",
            "GET /operations/get_overview Diagnostics",
            "GET /operations/proposals Proposals",
            "GET /operations/proposals/{proposal_id} Proposals",
            "GET /operations/search_cloudtrail_events Diagnostics",
            "HEAD /health Health",
            "POST /chat Chat",
            "POST /mcp Mcp",
            "POST /operations/adopt Proposals",
            "POST /operations/approve Proposals",
            "POST /operations/approve_action Proposals",
            "POST /operations/break_glass Proposals",
            "POST /operations/create_incident_record WorkflowOperations",
            "POST /operations/deny Proposals",
            "POST /operations/deny_action Proposals",
            "POST /operations/diagnostic Diagnostics",
            "POST /operations/post_summary_to_channel WorkflowOperations",
            "POST /operations/propose Proposals",
            "POST /operations/propose_again Proposals",
            "POST /operations/reboot_ec2 Proposals",
            "POST /operations/review_break_glass Proposals",
            "POST /operations/rollback_ecs_service Proposals",
            "POST /operations/scale_ecs_service Proposals",
            "POST /operations/withdraw Proposals",
            "POST /operations/withdraw_action Proposals",
            "POST /operations/workflow WorkflowOperations",
            "POST /slack/commands ChatWebhooks",
            "POST /slack/events ChatWebhooks",
            "POST /slack/interactions ChatWebhooks",
            "POST /teams/messages ChatWebhooks",
        ],
        Lines(OperationCatalog.Default).Order(StringComparer.Ordinal));

    [Fact]
    public void Of_ACatalogueWithThreeMore_AddsTheirTypedRoutesAndNothingElse() => Assert.Equal(
        ["GET /operations/get_zone Diagnostics", "POST /operations/nudge_instance Proposals", "POST /operations/note_something WorkflowOperations"],
        Lines(bench.Catalogue).Except(Lines(OperationCatalog.Default)));

    [Fact]
    public void Of_AnyCatalogue_NamesKnownFunctions() =>
        Assert.All(Routes.Of(bench.Catalogue), r => Assert.Contains(r.Function, FunctionNames.All));

    [Fact]
    public async Task ANewDiagnostic_ByEnvelopeAndByTypedRoute_AnswersTheSame()
    {
        var byEnvelope = await bench.SendAsync(Events.Post(
            "/operations/diagnostic", Events.Envelope("get_zone", new JsonObject { ["instance_id"] = Instances.WebId }, Users.Viewer)));
        var typed = await bench.SendAsync(Events.Get("/operations/get_zone", Users.Viewer, ("instance_id", Instances.WebId)));

        Assert.Equal("It is in eu-central-1a.", byEnvelope["summary"]);
        Assert.Equal((byEnvelope["operation"], byEnvelope["summary"], byEnvelope["details"]), (typed["operation"], typed["summary"], typed["details"]));
    }

    [Fact]
    public async Task ANewDiagnostic_ByEnvelopeAndByTypedRoute_RefusesTheSame()
    {
        var byEnvelope = await bench.SendAsync(Events.Post(
            "/operations/diagnostic", Events.Envelope("get_zone", new JsonObject { ["instance"] = "x" }, Users.Viewer)));
        var typed = await bench.SendAsync(Events.Get("/operations/get_zone", Users.Viewer, ("instance", "x")));

        Assert.Equal("VALIDATION_ERROR", typed.Code);
        Assert.Equal((byEnvelope.Code, byEnvelope.Message), (typed.Code, typed.Message));
    }

    [Theory]
    [InlineData("get_ec2_status", "instance_id", "i-0a1b2c3d4e5f60001")]
    [InlineData("get_ec2_status", "instance_id", "i-00000000")]
    [InlineData("get_cloudwatch_metrics", "resource", "i-0a1b2c3d4e5f60001", "metric", "CPUUtilization")]
    [InlineData("get_cloudwatch_metrics", "resource", "orders-db", "metric", "CPUUtilization")]
    [InlineData("describe_alb_target_health", "alb_name", "production-web")]
    [InlineData("describe_alb_target_health", "alb_name", "web*")]
    [InlineData("search_cloudtrail_events", "user_name", "ci-deployer", "max_results", "3")]
    [InlineData("search_cloudtrail_events", "max_results", "51")]
    public async Task ADiagnostic_ByEnvelopeAndByTypedRoute_AnswersTheSame(string operation, params string[] given)
    {
        bench.Metrics.Put("CPUUtilization", Instances.WebId, 10, 20);
        var parameters = given.Chunk(2).Select(p => (Name: p[0], Value: p[1])).ToList();

        var byEnvelope = await bench.SendAsync(Events.Post(
            "/operations/diagnostic",
            Events.Envelope(operation, new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))), Users.Viewer)));
        var typed = await bench.SendAsync(Events.Get($"/operations/{operation}", Users.Viewer, parameters));

        Assert.Equal(byEnvelope.Code is null, byEnvelope["summary"] is not null);
        Assert.Equal((byEnvelope["error"], byEnvelope["summary"], byEnvelope["details"]), (typed["error"], typed["summary"], typed["details"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ANewWrite_ByEnvelopeOrByTypedRoute_GoesThroughTheSameMachine(bool typed)
    {
        var machine = Machine.Behind(bench);
        var body = new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "It sleeps since 08:50." };

        var proposed = await bench.SendAsync(typed
            ? Events.Post("/operations/nudge_instance", With(body, "user_id", "engineer@example.com"))
            : Events.Post("/operations/propose", Events.Envelope("propose_action", With(body, "action", "nudge_instance"), Users.Engineer)));
        var approved = await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!);

        Assert.Equal(("Nudge i-0a1b2c3d4e5f60001.", "EXECUTED"), (proposed["action_summary"], approved["execution_status"]));
        Assert.Equal("Completed", machine.PathOf(Core.Approvals.ProposalId.TryParse(proposed["proposal_id"])!.Value)[^1]);
        Assert.Single(bench.Executor.Changes());
    }

    [Theory]
    [InlineData("approve", null, "completed")]
    [InlineData("deny", "Not during the release.", "denied")]
    [InlineData("withdraw", "It recovered.", "withdrawn")]
    public async Task ADecision_InAFlatBody_EndsTheProposal(string verb, string? reason, string status)
    {
        Machine.Behind(bench);
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var body = new JsonObject { ["approval_token"] = proposed["approval_token"], ["user_id"] = verb == "withdraw" ? Users.Engineer.Value : Users.Lead.Value };
        if (reason is not null)
        {
            body["reason"] = reason;
        }

        var decided = await bench.SendAsync(Events.Post($"/operations/{verb}_action", body));

        Assert.Equal((200, true), (decided.Status, decided.Success));
        Assert.Equal(status, (await bench.ShowAsync(Users.Viewer, proposed["proposal_id"]!))["status"]);
    }

    [Theory]
    [InlineData("approve", "operation")]
    [InlineData("deny", "parameters")]
    [InlineData("withdraw", "reasons")]
    public async Task ADecision_InAFlatBodyWithAnotherMember_NamesIt(string verb, string member)
    {
        var answer = await bench.SendAsync(Events.Post($"/operations/{verb}_action", new JsonObject { [member] = "x", ["user_id"] = Users.Lead.Value }));

        Assert.Equal("VALIDATION_ERROR", answer.Code);
        Assert.StartsWith($"{member}: is not a parameter", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANewWorkflowOperation_ByEnvelopeAndByTypedRoute_AnswersTheSame()
    {
        var body = new JsonObject { ["note"] = "remember this" };
        var byEnvelope = await bench.SendAsync(Events.Post("/operations/workflow", Events.Envelope("note_something", body.DeepClone(), Users.Engineer)));
        var typed = await bench.SendAsync(Events.Post("/operations/note_something", With(body, "user_id", "engineer@example.com")));

        Assert.Equal("Noted: remember this.", byEnvelope["summary"]);
        Assert.Equal((byEnvelope["operation"], byEnvelope["summary"], byEnvelope["details"]), (typed["operation"], typed["summary"], typed["details"]));
    }

    [Fact]
    public async Task ANewWorkflowOperation_WhileTheAuditIsDown_DoesNotRun()
    {
        bench.Store.Audit.IsDown = true;

        var answer = await bench.SendAsync(Events.Post(
            "/operations/workflow", Events.Envelope("note_something", new JsonObject { ["note"] = "remember this" }, Users.Engineer)));

        Assert.Equal("INTERNAL_ERROR", answer.Code);
        Assert.Empty(bench.Channels.Posts);
    }

    [Theory]
    [InlineData("get_zone", "diagnostic", "GET")]
    [InlineData("nudge_instance", "write", "POST")]
    [InlineData("note_something", "workflow", "POST")]
    public void ANewOperation_OfAnyKind_StandsInHelpAndToolLists(string name, string kind, string method)
    {
        var tool = Assert.Single(ToolList.Of(bench.Catalogue), t => (string?)t!["name"] == name)!;
        var operation = bench.Catalogue.Operations.Single(o => o.Name == name);
        var page = OperationsMarkdown.Of(bench.Catalogue);

        Assert.Equal(kind, (string?)tool["kind"]);
        Assert.Equal(operation.Parameters.All.Select(p => p.Name), tool["input_schema"]!["properties"]!.AsObject().Select(p => p.Key));
        Assert.Contains($"| [`{name}`](#{name}) | {kind} |", page, StringComparison.Ordinal);
        Assert.Contains($"`{method} /operations/{name}`", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownOperation_IsToldOfTheNewOnes()
    {
        var look = await bench.SendAsync(EdgeCases.Look(b => b["operation"] = "get_zones"));
        var write = await bench.SendAsync(Events.Post(
            "/operations/propose", Events.Envelope("propose_action", new JsonObject { ["action"] = "nudge" }, Users.Engineer)));

        Assert.Contains("search_cloudtrail_events, get_overview, get_zone", look.Message, StringComparison.Ordinal);
        Assert.Contains("reboot_ec2, scale_ecs_service, rollback_ecs_service, nudge_instance", write.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(OperationCatalog catalog) => Routes.Of(catalog).Select(r => $"{r.Method} {r.Path} {r.Function}");

    private static JsonObject With(JsonObject body, string name, string value)
    {
        body[name] = value;
        return body;
    }

    private static TextParameter InstanceId() => new("instance_id", "The instance.") { Required = true, MaxLength = 19 };

    private sealed class GetZone : DiagnosticOperation<string, ZoneOfInstance>
    {
        public override string Name => "get_zone";

        public override string Title => "Zone";

        public override string Description => "Says in which zone an instance is.";

        public override ParameterSet Parameters { get; } = new([InstanceId()]);

        protected override JsonTypeInfo<ZoneOfInstance> ResultJson => RoutesJson.Default.ZoneOfInstance;

        protected override string Bind(Arguments arguments) => arguments.RequiredText("instance_id");

        protected override async Task<Outcome<Finding<ZoneOfInstance>>> FindAsync(string parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken) =>
            await readers.Instances.FindAsync(parameters, cancellationToken) is { } instance
                ? new Finding<ZoneOfInstance>($"It is in {instance.Zone}.", new ZoneOfInstance(instance.Zone))
                : new Refusal(ErrorCode.ResourceNotFound, "It is not there.");
    }

    private sealed class NoteSomething : WorkflowOperation<string, NoteTaken>
    {
        public override string Name => "note_something";

        public override string Title => "Note";

        public override string Description => "Notes something.";

        public override ParameterSet Parameters { get; } = new([new TextParameter("note", "The note.") { Required = true, MaxLength = 100 }]);

        protected override JsonTypeInfo<NoteTaken> ResultJson => RoutesJson.Default.NoteTaken;

        protected override string Bind(Arguments arguments) => arguments.RequiredText("note");

        protected override async Task<Outcome<Finding<NoteTaken>>> RunAsync(
            string parameters, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken)
        {
            await ports.Destinations.PostAsync(new OutgoingMessage("ops", parameters, request.Context.Caller.UserId, request.Now), cancellationToken);
            return new Finding<NoteTaken>($"Noted: {parameters}.", new NoteTaken(parameters));
        }

        protected override string Target(NoteTaken result) => "ops";
    }

    private sealed class NudgeInstance : WriteOperation<string, Instance>
    {
        public override string Name => "nudge_instance";

        public override string Title => "Nudge";

        public override string Description => "Nudges an instance.";

        public override ParameterSet Parameters { get; } = new([InstanceId(), Reason]);

        public override string IamAction => RebootInstances.IamAction;

        public override string Undo => "It cannot be undone.";

        public override TimeSpan SettleTime => TimeSpan.Zero;

        public override TimeSpan SustainTime => TimeSpan.Zero;

        public override string TaggingCommand(ResourceTarget target, IReadOnlyList<KeyValuePair<string, string>> tags) => "tag it";

        public override string HowToCheckByHand(ChangePlan plan, ProposalId proposal, DateTimeOffset since) => "look";

        protected override string Bind(Arguments arguments) => arguments.RequiredText("instance_id");

        protected override (ResourceTarget Target, ImmutableSortedDictionary<string, string> Tags) Identify(Instance resource) =>
            (new ResourceTarget(resource.Arn, resource.Id, "EC2 instance"), resource.Tags);

        protected override Task<Instance?> FindAsync(string parameters, AwsReaders readers, CancellationToken cancellationToken) =>
            readers.Instances.FindAsync(parameters, cancellationToken);

        protected override Refusal NotFound(string parameters) => new(ErrorCode.ResourceNotFound, "It is not there.");

        protected override Refusal? Validate(string parameters, Instance resource) => null;

        protected override ChangeEffect Plan(string parameters, Instance resource) => new($"Nudge {resource.Id}.", Facts(resource.State), Facts("nudged"));

        protected override IEnumerable<RiskFactor> RiskFactors(string parameters, Instance resource) => [];

        protected override AwsChange Change(string parameters, ChangePlan plan) => new RebootInstances(parameters);

        protected override IReadOnlyList<VerificationSignal> Signals(string parameters, ChangePlan plan, Instance resource) => [new("state", true, resource.State)];

        private static ImmutableSortedDictionary<string, string> Facts(string state) =>
            ImmutableSortedDictionary<string, string>.Empty.Add("state", state);
    }
}

internal sealed record ZoneOfInstance(string Zone);

internal sealed record NoteTaken(string Note);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ZoneOfInstance))]
[JsonSerializable(typeof(NoteTaken))]
internal sealed partial class RoutesJson : JsonSerializerContext;
