using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

public sealed class WorkflowOperationsFunctionTests
{
    private const string Create = "create_incident_record";
    private const string Post = "post_summary_to_channel";

    private readonly Bench bench = new();

    public static TheoryData<string, bool> Doors => new() { { Create, false }, { Create, true }, { Post, false }, { Post, true } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_ByAnOperator_StoresNumbersAndNotifies(bool typed)
    {
        var answer = await SendAsync(Create, IncidentBody(), Users.Engineer, typed);

        var details = answer.Body.GetProperty("details");
        Assert.True(answer.Success, answer.Text);
        Assert.Equal(
            """{"incident_id":"INC-2026-0001","created_at":"2026-03-14T09:00:00.000Z","severity":"high","links":["https://a.example/1","https://b.example/2"],"proposal_id":null,"topic_notified":true}""",
            details.GetRawText());
        Assert.Equal("INC-2026-0001 is recorded as high, and the incidents topic was notified.", answer["summary"]);
        var report = Assert.Single((await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents).Report;
        Assert.Equal(("web answered 5xx since 02:40", "high", Users.Engineer), (report.Summary, report.Severity, report.By.UserId));
        Assert.Equal(["https://a.example/1", "https://b.example/2"], report.Links);
        var notice = Assert.Single(bench.Notifier.Notices);
        Assert.Equal((NoticeKind.Incident, "INC-2026-0001", null), (notice.Kind, notice.Subject, notice.Proposal));
    }

    [Fact]
    public async Task Create_ByAnOperator_RecordsItInTheRequestsOwnUnbrokenChain()
    {
        var answer = await SendAsync(Create, IncidentBody(), Users.Engineer);

        var chain = await bench.Store.Audit.ReadAsync(answer["correlation_id"]!, CancellationToken.None);
        Assert.Equal(["request_received accepted", "incident_created created", "tool_executed ok"], chain.Select(Line));
        Assert.Null(AuditChain.FindFirstProblem(answer["correlation_id"]!, chain, null));
        Assert.Equal((Create, "INC-2026-0001"), (Text(chain[1].Fields(), "operation"), Text(chain[1].Fields(), "target")));
        Assert.Equal(3, bench.Lines.Count);
    }

    [Fact]
    public async Task Create_LinksAsAnArrayOrAsText_AreTheSameRecord()
    {
        var array = IncidentBody();
        array["links"] = new JsonArray("https://a.example/1", "https://b.example/2");
        await SendAsync(Create, IncidentBody(), Users.Engineer, typed: true);
        await SendAsync(Create, array, Users.Engineer);

        var incidents = (await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents;
        Assert.Equal(["INC-2026-0002", "INC-2026-0001"], incidents.Select(i => i.Id.Value));
        Assert.Single(incidents.Select(i => i.Report.RequestHash).Distinct());
    }

    [Fact]
    public async Task Create_ForAProposalThatExists_KeepsItsId()
    {
        bench.Store.With(Proposals.In(ProposalStatus.Pending));
        var body = IncidentBody();
        body["proposal_id"] = Proposals.New().Id.Value.ToUpperInvariant();

        var answer = await SendAsync(Create, body, Users.Engineer);

        Assert.Equal(Proposals.New().Id.Value, Text(answer.Body.GetProperty("details"), "proposal_id"));
    }

    [Fact]
    public async Task Create_ForAProposalThatDoesNot_StoresNothing()
    {
        var body = IncidentBody();
        body["proposal_id"] = "01kkng00000000000000000999";

        var answer = await SendAsync(Create, body, Users.Engineer);

        Assert.Equal("RESOURCE_NOT_FOUND", answer.Code);
        Assert.Equal("proposal_id", Text(answer.Details, "field"));
        await NothingHappenedAsync();
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Any_ByAViewer_IsRefusedAndDoesNothing(string operation, bool typed)
    {
        var answer = await SendAsync(operation, Body(operation), Users.Viewer, typed);

        Assert.Equal((403, "ROLE_REQUIRED"), (answer.Status, answer.Code));
        await NothingHappenedAsync();
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Any_WhileTheAuditIsDown_DoesNothingAndSaysSo(string operation, bool typed)
    {
        bench.Store.Audit.IsDown = true;

        var answer = await SendAsync(operation, Body(operation), Users.Engineer, typed);

        Assert.Equal("INTERNAL_ERROR", answer.Code);
        Assert.Contains("nothing was done", answer.Message, StringComparison.Ordinal);
        await NothingHappenedAsync();
    }

    [Theory]
    [InlineData(Create)]
    [InlineData(Post)]
    public async Task Any_ByEnvelopeAndByTypedRoute_AnswersTheSame(string operation)
    {
        var (envelope, other) = (await SendAsync(operation, Body(operation), Users.Engineer), new WorkflowOperationsFunctionTests());
        var typed = await other.SendAsync(operation, Body(operation), Users.Engineer, typed: true);

        Assert.True(envelope.Success, envelope.Text);
        Assert.Equal(
            (envelope["operation"], envelope["summary"], envelope["details"]),
            (typed["operation"], typed["summary"], typed["details"]));
    }

    [Theory]
    [InlineData(Create)]
    [InlineData(Post)]
    public async Task Any_ByEnvelopeAndByTypedRoute_RefusesTheSame(string operation)
    {
        var body = new JsonObject { ["word"] = "x" };
        var envelope = await SendAsync(operation, body.DeepClone().AsObject(), Users.Engineer);
        var typed = await SendAsync(operation, body, Users.Engineer, typed: true);

        Assert.Equal("VALIDATION_ERROR", typed.Code);
        Assert.Equal((envelope.Code, envelope.Message), (typed.Code, typed.Message));
        await NothingHappenedAsync();
    }

    [Theory]
    [InlineData("get_ec2_status")]
    [InlineData("reboot_ec2")]
    [InlineData("workflow")]
    public async Task Envelope_OfAnotherKind_NamesTheWorkflowOperations(string operation)
    {
        var answer = await SendAsync(operation, [], Users.Engineer);

        Assert.Equal("UNKNOWN_OPERATION", answer.Code);
        Assert.Contains($"{Create}, {Post}", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_TheSameRequestAgainUnderItsKey_AnswersTheFirstAndTellsNobodyAgain()
    {
        var first = await SendAsync(Create, IncidentBody(), Users.Engineer, key: "key-1");
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        var again = await SendAsync(Create, IncidentBody(), Users.Engineer, typed: true, key: "key-1");

        Assert.Equal((first["summary"], first["details"]), (again["summary"], again["details"]));
        Assert.Single((await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents);
        Assert.Single(bench.Notifier.Notices);
        Assert.Single(bench.Store.Audit.All, e => Line(e) == "incident_created created");
    }

    [Fact]
    public async Task Create_AnotherRequestUnderAUsedKey_IsRefusedAndNamesTheFirst()
    {
        await SendAsync(Create, IncidentBody(), Users.Engineer, key: "key-1");
        var other = IncidentBody();
        other["severity"] = "low";

        var answer = await SendAsync(Create, other, Users.Engineer, key: "key-1");

        Assert.Equal(("VALIDATION_ERROR", "INC-2026-0001"), (answer.Code, Text(answer.Details, "incident_id")));
        Assert.Single((await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents);
    }

    [Theory]
    [InlineData(null, "engineer@example.com")]
    [InlineData("key-2", "engineer@example.com")]
    [InlineData("key-1", "lead@example.com")]
    public async Task Create_WithoutOrUnderAnotherKeyOrByAnother_IsAnotherIncident(string? key, string user)
    {
        await SendAsync(Create, IncidentBody(), Users.Engineer, key: "key-1");
        await SendAsync(Create, IncidentBody(), Users.Id(user), key: key);

        Assert.Equal(2, (await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_ToAConfiguredChannel_PostsOnceAndRecordsBeforeAndAfter(bool typed)
    {
        var before = new List<string>();
        bench.Channels.WhilePosting = () => before.AddRange(bench.Store.Audit.All.Select(Line));

        var answer = await SendAsync(Post, PostBody(), Users.Engineer, typed);

        Assert.Equal("The summary was posted to ops.", answer["summary"]);
        Assert.Equal("""{"channel":"ops","posted_at":"2026-03-14T09:00:00.000Z","characters":44}""", answer.Body.GetProperty("details").GetRawText());
        var post = Assert.Single(bench.Channels.Posts);
        Assert.Equal(("ops", "web is healthy again.\nIt was the deployment.", Users.Engineer), (post.Destination, post.Text, post.By));
        Assert.Equal(["request_received posting"], before);
        var chain = await bench.Store.Audit.ReadAsync(answer["correlation_id"]!, CancellationToken.None);
        Assert.Equal(["request_received posting", "summary_posted posted", "tool_executed ok"], chain.Select(Line));
        Assert.Equal((Post, "ops"), (Text(chain[1].Fields(), "operation"), Text(chain[1].Fields(), "target")));
    }

    [Fact]
    public async Task Post_ToAnUnknownChannel_NamesThoseThatThereAre()
    {
        var body = PostBody();
        body["channel"] = "random";

        var answer = await SendAsync(Post, body, Users.Engineer);

        Assert.Equal("RESOURCE_NOT_FOUND", answer.Code);
        Assert.Equal("There is no channel random. Post to one of ops, incidents.", answer.Message);
        Assert.Equal("""["ops","incidents"]""", answer.Details.GetProperty("known").GetRawText());
        await NothingHappenedAsync();
    }

    [Fact]
    public async Task Post_ThatTheChannelDoesNotTake_IsRecordedAsFailedAndSaysWhatToDo()
    {
        bench.Channels.Problem = "the webhook answered 410.";

        var answer = await SendAsync(Post, PostBody(), Users.Engineer);

        Assert.Equal((200, "AWS_SERVICE_ERROR"), (answer.Status, answer.Code));
        Assert.StartsWith("The summary was not posted to ops: the webhook answered 410. Try again;", answer.Message, StringComparison.Ordinal);
        var chain = await bench.Store.Audit.ReadAsync(answer["correlation_id"]!, CancellationToken.None);
        Assert.Equal(["request_received posting", "summary_posted failed", "error_occurred AWS_SERVICE_ERROR"], chain.Select(Line));
    }

    [Fact]
    public async Task Post_WhoseEndTheAuditCannotRecord_SaysThatItWasPosted()
    {
        bench.Channels.WhilePosting = () => bench.Store.Audit.IsDown = true;

        var answer = await SendAsync(Post, PostBody(), Users.Engineer);

        Assert.Equal("INTERNAL_ERROR", answer.Code);
        Assert.Contains("was posted to ops", answer.Message, StringComparison.Ordinal);
        Assert.Contains("Do not post it again", answer.Message, StringComparison.Ordinal);
        Assert.Single(bench.Channels.Posts);
        Assert.Equal(["request_received posting"], bench.Store.Audit.All.Select(Line));
    }

    private static JsonObject IncidentBody() => new()
    {
        ["summary"] = "web answered 5xx since 02:40",
        ["severity"] = "high",
        ["links"] = "https://a.example/1 https://b.example/2",
    };

    private static JsonObject PostBody() => new() { ["text"] = "web is healthy again.\nIt was the deployment.", ["channel"] = "ops" };

    private static JsonObject Body(string operation) => operation == Create ? IncidentBody() : PostBody();

    private static string Line(AuditEvent link) => $"{Text(link.Fields(), "event_type")} {Text(link.Fields(), "outcome")}";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<Answer> SendAsync(string operation, JsonObject body, UserId user, bool typed = false, string? key = null)
    {
        if (typed)
        {
            body["user_id"] = user.Value;
        }

        var sent = typed
            ? Events.Post($"/operations/{operation}", body)
            : Events.Post("/operations/workflow", Events.Envelope(operation, body, user));
        return bench.SendAsync(key is null ? sent : sent.With("Idempotency-Key", key));
    }

    private async Task NothingHappenedAsync()
    {
        Assert.Empty((await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents);
        Assert.Empty(bench.Channels.Posts);
        Assert.Empty(bench.Notifier.Notices);
    }
}
