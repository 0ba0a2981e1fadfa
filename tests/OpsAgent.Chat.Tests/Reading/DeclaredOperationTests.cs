using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Chat.Tests.Phrases;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Operations that only this file knows: what they declare, and their words in a language file, are all that chat needs.</summary>
public sealed class DeclaredOperationTests
{
    private const string Instance = "i-0a1b2c3d4e5f60002";

    private const string Words = """
        {"operations":{
            "drain_instance":{"verbs":"drain, evacuate","past":"drained, evacuated","usage":"drain {instance_id} because <why>","examples":["drain web-2 because <why>"],"ask":{"instance_id":"Which instance is to be drained?"}},
            "drain_service":{"verbs":"drain, evacuate","usage":"drain {cluster}/{service} to {desired_count} because <why>","ask":{"service":"Which service is to be drained?","desired_count":"How many stay?"}},
            "note_page":{"verbs":"jot","nouns":"page","usage":"jot a page soon: <text>","ask":{"urgency":"How soon?"}},
            "describe_group":{"examples":["how is the group <name>?"]}}}
        """;

    private static readonly RenamedWrite Drain = new("drain_instance", new RebootEc2()) { Grammar = new ChangeGrammar(new TargetPhrase(SubjectKind.Instance, "instance_id")) };

    // The verb of another operation, for another kind of target.
    private static readonly RenamedWrite DrainService = new("drain_service", new ScaleEcsService()) { Grammar = new ChangeGrammar(new TargetPhrase(SubjectKind.Service, "cluster", "service")) { Count = "desired_count" } };

    private static readonly OperationCatalog Catalog = new([.. OperationCatalog.Default.Operations, Drain, DrainService, new NotePage(), new DescribeGroup()]);
    private static readonly Language Language = new(Language.File("en"), Words);
    private static readonly Parser Parser = new(Catalog, Language);

    [Theory]
    [InlineData($"drain {Instance} because the disk is failing", $$"""draft drain_instance {"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData("please evacuate the server web-2, the disk is failing", $$"""draft drain_instance {"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData($"evacuate instance_id={Instance} because the disk is failing", $$"""draft drain_instance {"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData($"reboot {Instance} because the disk is failing", $$"""draft reboot_ec2 {"instance_id":"{{Instance}}","reason":"the disk is failing"}""")]
    [InlineData("drain production/web to 2 because the zone is failing", """draft drain_service {"cluster":"production","desired_count":2,"reason":"the zone is failing","service":"web"}""")]
    [InlineData("jot a page: the runbook lacks the third step", "ask urgency")]
    [InlineData("jot a page soon: the runbook lacks the third step", """draft note_page {"text":"the runbook lacks the third step","urgency":"soon"}""")]
    [InlineData("drain", "ask instance_id")]
    [InlineData($"drain {Instance}", "ask reason")]
    [InlineData("drain production/web because the zone is failing", "ask desired_count")]
    [InlineData("is fleet-blue ok?", """describe_group {"group":"fleet-blue"}""")]
    [InlineData($"don't drain {Instance}", "Reply")]
    [InlineData($"should we drain {Instance}?", $$"""Reply + get_ec2_status {"instance_id":"{{Instance}}"}""")]
    public void Read_WordsOfTheOperation_AskForIt(string message, string asked) => Assert.Equal(asked, Reads.Of(Read(message)));

    [Fact]
    public void Read_TheAnswerToItsQuestion_CompletesTheDraft()
    {
        var asked = Assert.IsType<Intent.Reply>(Assert.Single(Read("drain the instance because the disk is failing")));
        Assert.Equal("Which instance is to be drained?", asked.Text);

        Assert.Equal($$"""draft drain_instance {"instance_id":"{{Instance}}","reason":"the disk is failing"}""", Reads.Of(Read("web-2", new Memory { Question = asked.Question })));
    }

    [Fact]
    public void Read_WithoutTheirWords_KnowsNoneOfThem() => Assert.DoesNotContain("drain", Reads.Of(new Parser(Catalog).Read($"drain {Instance} because the disk is failing", Context(new Memory(), []))), StringComparison.Ordinal);

    [Fact]
    public void Help_EveryOperation_ShowsItsExamplesOrItsTitle()
    {
        var help = HelpText.Of(Catalog, Language);

        Assert.Contains($"- {Drain.Title}: drain web-2 because <why>\n", help, StringComparison.Ordinal);
        Assert.Contains("- Group: how is the group <name>?\n", help, StringComparison.Ordinal);
        Assert.Contains("- Note a page\n", help, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Intent> Read(string message, Memory? memory = null) => Parser.Read(message, Context(memory ?? new Memory(), Parser.NamesIn(message)));

    private static ReadingContext Context(Memory memory, IReadOnlyList<string> names)
    {
        var known = Account.Find(names);
        return new(memory, Score.Now, TimeZoneInfo.Utc, known with { Resources = [.. known.Resources, .. names.Contains("fleet-blue") ? [new(new Subject(SubjectKind.Cluster, "fleet-blue"), "fleet-blue", string.Empty)] : Array.Empty<Core.Operations.Naming.NamedResource>()] });
    }

    private sealed class DescribeGroup : DiagnosticOperation
    {
        public override string Name => "describe_group";

        public override string Title => "Group";

        public override string Description => "Shows a group.";

        public override ChatGrammar? Chat { get; } = new QuestionGrammar(QuestionKind.State) { Targets = [new TargetPhrase(SubjectKind.Cluster, "group")] };

        public override ParameterSet Parameters { get; } = new([new TextParameter("group", "The group.") { MaxLength = 40 }]);

        public override Task<Outcome<OperationAnswer>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NotePage : WorkflowOperation
    {
        public override string Name => "note_page";

        public override string Title => "Note a page";

        public override string Description => "Notes a page.";

        public override ChatGrammar? Chat { get; } = new RecordGrammar("text", "urgency");

        public override ParameterSet Parameters { get; } = new(
            [new TextParameter("text", "The text.") { Required = true, MaxLength = 100 }, new ChoiceParameter("urgency", "How soon.", "soon", "later") { Required = true }]);

        public override WorkflowDraft Draft(Arguments arguments) => throw new NotSupportedException();

        public override Task<Refusal?> CheckAsync(Arguments arguments, WorkflowOperationPorts ports, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<Outcome<WorkflowOperationResult>> RunAsync(Arguments arguments, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
