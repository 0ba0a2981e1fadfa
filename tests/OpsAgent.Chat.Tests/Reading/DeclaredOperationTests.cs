using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Operations that only this file knows: what they declare is all that the conversation needs.</summary>
public sealed class DeclaredOperationTests
{
    private const string Instance = "i-0a1b2c3d4e5f60002";

    private static readonly RenamedWrite Drain = new("drain_instance", new RebootEc2())
    {
        Grammar = new ChangeGrammar
        {
            Usage = "drain {instance_id}",
            Verbs = [new("drain", "evacuate")],
            Past = new("drained", "evacuated"),
            Target = new(SubjectKind.Instance, "instance_id"),
            Slots = [new("instance_id", "<instance id>", "Which instance is to be drained?")],
            Examples = ["drain i-0a1b2c3d4e5f60001 because <why>"],
        },
    };

    // The verb of another operation, for another kind of target.
    private static readonly RenamedWrite DrainService = new("drain_service", new ScaleEcsService())
    {
        Grammar = new ChangeGrammar
        {
            Usage = "drain {cluster}/{service} to {desired_count}",
            Verbs = [new("drain", "evacuate")],
            Target = new(SubjectKind.Service, "cluster", "service"),
            Number = new("desired_count", "tasks", "tasks"),
            Slots = [new("service", "<service>", "Which service?"), new("cluster", "<cluster>", "In which cluster is {service}?"), new("desired_count", "<number>", "How many?")],
        },
    };

    private static readonly NotePage Note = new();
    private static readonly OperationCatalog Catalog = new([.. OperationCatalog.Default.Operations, Drain, DrainService, new DescribeLeases(), Note]);
    private static readonly Parser Parser = new(Catalog);

    [Theory]
    [InlineData($"drain {Instance} because the disk is failing", "drain_instance", $$"""{"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData($"please evacuate the server {Instance} because the disk is failing", "drain_instance", $$"""{"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData($"drian instance_id={Instance} because the disk is failing", "drain_instance", $$"""{"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData("drain production/web to 2 because the zone is failing", "drain_service", """{"cluster":"production","desired_count":2,"reason":"the zone is failing","service":"web"}""")]
    [InlineData("leases of dhcp-7", "describe_leases", """{"server":"dhcp-7"}""")]
    [InlineData($"leases on {Instance} in the last 6 hours", "get_ec2_status", $$"""{"instance_id":"{{Instance}}","time_window":"6h"}""")]
    [InlineData("show app/production-web/50dc6c495c0c9188", "describe_alb_target_health", """{"alb_name":"production-web"}""")]
    [InlineData("jot a page soon: the runbook lacks the third step", "note_page", """{"text":"the runbook lacks the third step","urgency":"soon"}""")]
    [InlineData("who drained something?", "search_cloudtrail_events", """{"event_name":"RebootInstances"}""")]
    public void Read_WordsThatTheOperationDeclares_RunsIt(string message, string operation, string parameters)
    {
        var run = Assert.IsType<Intent.Run>(Parser.Read(message, new Memory()));

        Assert.Equal((operation, parameters), (run.Operation, CanonicalJson.Text(run.Parameters)));
    }

    [Theory]
    [InlineData("drain", "Which instance is to be drained?")]
    [InlineData("drain web in production because the zone is failing", "How many? Nothing is proposed yet. Write it as one: drain production/web to <number> because <why>.")]
    [InlineData($"don't drain {Instance}", $"Nothing is proposed. If you want it, write: drain {Instance} because <why>.")]
    [InlineData($"drain {Instance} because the disk fails, but never drain others", "Nothing is proposed: after the reason stands a condition or another wish, and I take plain orders only. When it is time, write: drain i-0a1b2c3d4e5f60002 because <why>.")]
    [InlineData("leases", "Leases of which server?")]
    [InlineData("jot a page: the runbook lacks the third step", "How soon?")]
    [InlineData("delete everything", "I cannot delete anything. The changes that I can propose: reboot an EC2 instance, scale an ECS service, roll back an ECS service, reboot an EC2 instance, scale an ECS service.")]
    public void Read_TooLittleOrTooMuch_AsksInItsWords(string message, string reply) =>
        Assert.Equal(reply, Assert.IsType<Intent.Reply>(Parser.Read(message, new Memory())).Text);

    [Fact]
    public void Read_TheAnswerToItsQuestion_CompletesTheDraft()
    {
        var asked = Assert.IsType<Intent.Reply>(Parser.Read("drain", new Memory()));

        var run = Assert.IsType<Intent.Run>(Parser.Read($"{Instance} because the disk is failing", new Memory { Draft = asked.Draft }));

        Assert.Equal("drain_instance", run.Operation);
    }

    [Fact]
    public void Help_EveryOperation_ShowsItsExamplesOrItsTitle()
    {
        var help = HelpText.Of(Catalog);

        Assert.Contains($"- {Drain.Title}: drain i-0a1b2c3d4e5f60001 because <why>\n", help, StringComparison.Ordinal);
        Assert.Contains("- Leases: leases of dhcp-7\n", help, StringComparison.Ordinal);
        Assert.Contains("- Note a page\n", help, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelTools_EveryDiagnostic_IsOneAndTheRestAreDrafted()
    {
        var tools = ModelTool.Of(Catalog);

        Assert.Equal([.. Catalog.Operations.OfType<DiagnosticOperation>().Select(o => o.Name), ModelTool.ListProposals, ModelTool.ShowProposal, ModelTool.Draft], tools.Select(t => t.Name));
        var draft = tools[^1].Schema.GetProperty("properties");
        Assert.Equal(
            Catalog.Operations.Where(o => o is not DiagnosticOperation).Select(o => o.Name),
            draft.GetProperty(ModelTool.DraftOperation).GetProperty("enum").EnumerateArray().Select(o => o.GetString()!));
        Assert.All(
            Catalog.Operations.Where(o => o is not DiagnosticOperation).SelectMany(o => o.Parameters.All),
            p => Assert.Contains(p.Description, draft.GetProperty(ModelTool.DraftParameters).GetProperty("properties").GetProperty(p.Name).GetProperty("description").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void SentenceFor_OperationsThatAreDeclared_IsInTheirWords()
    {
        Assert.Equal($"drain {Instance} because the disk is failing", SentenceFor(Drain, new JsonObject { ["instance_id"] = Instance, ["reason"] = "the disk is failing" }));
        Assert.Equal(
            "drain production/web to 2 because the zone is failing",
            SentenceFor(DrainService, new JsonObject { ["cluster"] = "production", ["service"] = "web", ["desired_count"] = 2, ["reason"] = "the zone is failing" }));
        Assert.Equal("jot page soon: the runbook lacks a step", SentenceFor(Note, new JsonObject { ["text"] = "the runbook lacks a step", ["urgency"] = "soon" }));
    }

    [Fact]
    public void Parser_AWordOfTwoMeanings_SaysWhich()
    {
        var other = new RenamedWrite("empty_instance", new RebootEc2()) { Grammar = ((ChangeGrammar)Drain.Grammar!) with { Verbs = [new("empty", "drain")] } };

        Assert.Contains("\"drain\"", Assert.Throws<ArgumentException>(() => new Parser(new OperationCatalog(Drain, other))).Message, StringComparison.Ordinal);
    }

    private static string? SentenceFor(Operation operation, JsonObject parameters) => Parser.SentenceFor(operation, operation.Parameters.Validate(parameters.ToElement()).Value());

    private sealed class DescribeLeases : DiagnosticOperation
    {
        public override string Name => "describe_leases";

        public override string Title => "Leases";

        public override string Description => "Shows leases.";

        public override ChatGrammar? Chat { get; } = new QuestionGrammar
        {
            Nouns = [new("lease", "leases")],
            NameParameter = "server",
            WhatIsMissing = "Leases of which server?",
            Examples = ["leases of dhcp-7"],
        };

        public override ParameterSet Parameters { get; } = new([new TextParameter("server", "The server.") { MaxLength = 40 }]);

        public override Task<Outcome<OperationAnswer>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class NotePage : WorkflowOperation
    {
        public override string Name => "note_page";

        public override string Title => "Note a page";

        public override string Description => "Notes a page.";

        public override ChatGrammar? Chat { get; } = new RecordGrammar
        {
            Usage = "jot page soon: <text>",
            Verbs = [new("jot")],
            Nouns = [new("page")],
            Text = new("text", "<text>", "What?"),
            Choice = new("urgency", "urgencies", "How soon?", "urgency"),
        };

        public override ParameterSet Parameters { get; } = new(
            [new TextParameter("text", "The text.") { Required = true, MaxLength = 100 }, new ChoiceParameter("urgency", "How soon.", "soon", "later") { Required = true }]);

        public override Task<Refusal?> CheckAsync(Arguments arguments, WorkflowOperationPorts ports, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<Outcome<WorkflowOperationResult>> RunAsync(
            Arguments arguments, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
