using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Chat.Rendering.Teams;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>
/// With break-glass one administrator is enough to approve, and one human never is: whoever proposed it is another person for
/// sure, whatever that administrator holds and whatever somebody writes into the tables. In SANDBOX_LIVE, two approvals each.
/// </summary>
public sealed class BreakGlassTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private const string Own = "admin@example.com";
    private const string Alias = "a.dmin@example.com";
    private const string Colleague = "engineer@example.com";
    private const string Reason = "Orders are lost, and both approvers sleep.";

    private static readonly Person Admin = Users.Verified(Users.Admin);

    /// <summary>How one administrator may present themselves: as whom, by name or token, of which client, signed in when.</summary>
    private static readonly Dictionary<string, Way> Ways = new()
    {
        ["the key, by their own name"] = new(Own, Own, null),
        ["the key, by their other address"] = new(Own, Alias, null),
        ["the key, by a colleague's name"] = new(Colleague, Colleague, null),
        ["their token at the console"] = new(Own, null, Own, MatrixCredential.ConsoleClient),
        ["their other address's token at the console"] = new(Own, null, Alias, MatrixCredential.ConsoleClient),
        ["their token at the console, signed in long ago"] = new(Own, null, Own, MatrixCredential.ConsoleClient, 61),
        ["their token in the listed plugin"] = new(Own, null, Own, MatrixCredential.ListedClient),
        ["their token in a program"] = new(Own, null, Own, "some-program"),
        ["their token of no client"] = new(Own, null, Own),
    };

    private static readonly Way OwnAtConsole = Ways["their token at the console"];
    private static readonly Way ColleagueAtConsole = new(Colleague, null, Colleague, MatrixCredential.ConsoleClient);
    private static readonly Way LeadAtConsole = new("lead@example.com", null, "lead@example.com", MatrixCredential.ConsoleClient);

    public static TheoryData<string> Names => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BreakGlass_ByOneHumanInEveryWayTheyHave_NeverCompletesWhatTheyProposed(string requested)
    {
        var bench = await BenchAsync();
        var proposed = await ProposeAsync(bench, Ways[requested]);
        foreach (var way in Ways.Values.Concat(Ways.Values.Reverse()))
        {
            var (reference, glass) = (Reference(proposed), Glass(proposed));
            await SendAsync(bench, way, "adopt", reference);
            await SendAsync(bench, way, "break_glass", glass);
            await SendAsync(bench, way, "approve", glass);
            await SendAsync(bench, way, "approve", reference);
            foreach (var path in (string[])["break_glass_action", "break_glass"])
            {
                await bench.SendAsync(Present(Events.Post($"/operations/{path}", glass.DeepClone()), way));
            }

            foreach (var words in (string[])["break the glass for", "break_glass", "approve by break-glass, incident INC-2026-0001, orders are lost, proposal"])
            {
                await bench.SendAsync(Present(Events.Post("/chat", new JsonObject { ["message"] = $"{words} {proposed["proposal_id"]}", ["user_context"] = new JsonObject { ["user_id"] = way.Named ?? way.Whose } }), way));
            }
        }

        var proposal = await bench.ReadAsync(IdOf(proposed));
        Assert.True(proposal.Status is ProposalStatus.Pending, $"{requested}: {proposal.Status}");
        Assert.Empty(bench.Executor.Changes());
        Assert.DoesNotContain(bench.Notifier.Notices, n => n.Kind is NoticeKind.BreakGlass);
    }

    [Fact]
    public async Task BreakGlass_OfAColleaguesProposal_ExecutesAndStaysFlaggedUntilAThirdReviewsIt()
    {
        var lines = new List<string>();
        var bench = await BenchAsync(metrics: lines);
        var proposed = await ProposeAsync(bench, ColleagueAtConsole);
        Assert.Contains("break_glass", (await ShowAsync(bench, OwnAtConsole, proposed))["decisions"], StringComparison.Ordinal);
        Assert.DoesNotContain("break_glass", (await ShowAsync(bench, ColleagueAtConsole, proposed))["decisions"], StringComparison.Ordinal);

        var answer = await SendAsync(bench, OwnAtConsole, "break_glass", Glass(proposed));

        Assert.Equal("EXECUTED", answer["execution_status"]);
        Assert.Contains("Break-glass: admin@example.com approved it alone for INC-2026-0001; another administrator has to review it.", answer["message"], StringComparison.Ordinal);
        Assert.Single(bench.Executor.Changes());
        Assert.Contains("0 of 2 approvals", Assert.Single(bench.Notifier.Notices, n => n.Kind is NoticeKind.BreakGlass).Text, StringComparison.Ordinal);
        Assert.Contains("Break-glass", bench.Notifier.Notices.Last(n => n.Kind is NoticeKind.Outcome).Text, StringComparison.Ordinal);
        Assert.Single(lines, l => l.Contains("\"BreakGlassUsed\":1", StringComparison.Ordinal));

        await bench.SweepAsync();
        Assert.Contains("\"BreakGlassUnreviewed\":1", lines.Last(l => l.Contains("BreakGlassUnreviewed", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("1", (await UnreviewedAsync(bench))["count"]);
        Assert.Contains("review_break_glass", (await ShowAsync(bench, LeadAtConsole, proposed))["decisions"], StringComparison.Ordinal);
        Assert.Equal("SELF_APPROVAL_FORBIDDEN", (await ReviewAsync(bench, OwnAtConsole, proposed)).Code);
        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", (await ReviewAsync(bench, LeadAtConsole with { Client = MatrixCredential.ListedClient }, proposed)).Code);

        var reviewed = await ReviewAsync(bench, LeadAtConsole, proposed);

        Assert.True(reviewed.Success, reviewed.Text);
        Assert.Contains("reviewed by lead@example.com", reviewed["message"], StringComparison.Ordinal);
        var page = await ShowAsync(bench, OwnAtConsole, proposed);
        Assert.Equal("lead@example.com", page.Body.GetProperty("break_glass").GetProperty("reviewed_by").GetString());
        Assert.Equal("0", (await UnreviewedAsync(bench))["count"]);
        await bench.SweepAsync();
        Assert.Contains("\"BreakGlassUnreviewed\":0", lines.Last(l => l.Contains("BreakGlassUnreviewed", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BreakGlass_OfAClaim_WaitsForTheNamedPersonsOwnWord()
    {
        var bench = await BenchAsync();
        var proposed = await ProposeAsync(bench, Ways["the key, by a colleague's name"]);

        var refused = await SendAsync(bench, OwnAtConsole, "break_glass", Glass(proposed));

        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", refused.Code);
        Assert.Contains("engineer@example.com", refused.Message, StringComparison.Ordinal);
        Assert.Equal("pending", (await SendAsync(bench, ColleagueAtConsole, "adopt", Reference(proposed)))["status"]);
        Assert.Equal("EXECUTED", (await SendAsync(bench, OwnAtConsole, "break_glass", Glass(proposed)))["execution_status"]);
    }

    [Fact]
    public async Task BreakGlass_AfterTheRoleWasTakenAwayFromTheAdministrator_ExecutesNothing()
    {
        var bench = await BenchAsync();
        var proposed = await ProposeAsync(bench, ColleagueAtConsole);
        bench.Settings.Newer[ParameterNames.Admins] = "lead@example.com";

        var answer = await SendAsync(bench, OwnAtConsole, "break_glass", Glass(proposed));

        Assert.Equal("POLICY_DENIED", answer.Code);
        Assert.Contains("no administrator any more", answer.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Executor.Changes());
    }

    public static TheoryData<string, bool> Forgeries { get; } = new()
    {
        { "switched off meanwhile", false },
        { "no administrator any more", false },
        { "no user any more", false },
        { "the requester by another address", false },
        { "of the requester themselves", false },
        { "pressed in Slack", false },
        { "by a program", false },
        { "asserted", false },
        { "of a claim", false },
        { "of a claim that a program adopted", false },
        { "signed in the future", false },
        { "the risk has risen", false },
        { "a record and no signature", true },
        { "of another proposal", true },
        { "an ordinary approval as break-glass", true },
        { "break-glass as an ordinary approval", true },
        { "another reason", true },
        { "without its statement", true },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Execute_ABreakGlassApprovalThatDoesNotHoldNow_ExecutesNothing(string how, bool isSignature)
    {
        var bench = await BenchAsync(o => o with { AllowsBreakGlass = how != "switched off meanwhile" });
        bench.Time.SetUtcNow(Moments.After(10));
        var by = how switch
        {
            "of the requester themselves" => Users.Verified(Users.Engineer),
            "pressed in Slack" => Users.Verified(Users.Admin, RequestSource.Slack),
            "by a program" => Users.Verified(Users.Admin, RequestSource.Api),
            "asserted" => Users.Asserted(Users.Admin, RequestSource.Console),
            _ => Admin,
        };
        var proposal = Broken(by, how == "signed in the future" ? Moments.After(60) : Moments.After(5)) with
        {
            Requester = how.StartsWith("of a claim", StringComparison.Ordinal) ? Users.Asserted(Users.Engineer) : Users.Verified(Users.Engineer),
            Adoption = how == "of a claim that a program adopted" ? new Approval(Users.Verified(Users.Engineer, RequestSource.Api), Moments.After(4)) : null,
        };
        var signed = await SignedDecisions.OfAsync(proposal);
        bench.Store.Forge(proposal);
        bench.Store.Sign(proposal.Id, how switch
        {
            "a record and no signature" => [signed[0]],
            "of another proposal" => [signed[0], (await SignedDecisions.OfAsync(Broken(by, Moments.After(5), 2)))[1] with { Proposal = proposal.Id }],
            "an ordinary approval as break-glass" => [signed[0], (await SignedDecisions.OfAsync(proposal with { Approvals = [new Approval(Admin, Moments.After(5))] }))[1] with { Kind = SignedDecision.BreakGlass }],
            "break-glass as an ordinary approval" => [signed[0], signed[1] with { Kind = SignedDecision.ApprovalPrefix + Own }],
            "another reason" => [signed[0], signed[1] with { Body = signed[1].Body.Replace("Orders", "Orderz", StringComparison.Ordinal) }],
            "without its statement" => [signed[0], signed[1] with { Body = JsonNode.Parse(signed[1].Body)!.AsObject() is var body && body.Remove("break_glass") ? CanonicalJson.Text(body.ToElement()) : string.Empty }],
            _ => [.. signed],
        });
        (string, string)? setting = how switch
        {
            "no administrator any more" => (ParameterNames.Admins, "lead@example.com"),
            "no user any more" => (ParameterNames.AllowedUsers, "engineer@example.com,lead@example.com"),
            "the requester by another address" => ($"{ParameterNames.People}/1", $"{Own}={Colleague}"),
            _ => null,
        };
        if (setting is var (name, value))
        {
            bench.Settings.Newer[name] = value;
        }

        if (how == "the risk has risen")
        {
            bench.Fleet.Put(Instances.Web.WithTag("CriticalityLevel", "critical"));
        }

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", proposal.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal((ProposalStatus.Rejected, ErrorCode.PolicyDenied), ((await bench.ReadAsync(proposal.Id)).Status, (await bench.ReadAsync(proposal.Id)).Refusal!.Code));
        Assert.Equal(isSignature ? 1 : 0, bench.Lines.Count(l => l.Contains("\"signature_invalid\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Execute_ABreakGlassApprovalThatHolds_IsExecutedOnce()
    {
        var bench = await BenchAsync();
        bench.Time.SetUtcNow(Moments.After(10));
        var proposal = Broken(Admin, Moments.After(5));
        bench.Store.With(proposal);

        await bench.StepAsync("ExecuteAction", proposal.Id);

        Assert.Single(bench.Executor.Executions, e => e.Intent is WriteIntent.Execute);
    }

    /// <summary>The guardrails stay: the target has lost its tag meanwhile.</summary>
    [Fact]
    public async Task Execute_ABreakGlassApprovalOfATargetThatMayNotBeChanged_ExecutesNothing()
    {
        var bench = await BenchAsync();
        bench.Time.SetUtcNow(Moments.After(10));
        var proposal = Broken(Admin, Moments.After(5));
        bench.Store.With(proposal);
        bench.Fleet.Put(Instances.Web.WithTag("OpsAgentManaged", "false"));

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", proposal.Id));

        Assert.Equal(ErrorCode.TagValidationFailed, (await bench.ReadAsync(proposal.Id)).Refusal!.Code);
        Assert.Empty(bench.Executor.Executions);
    }

    /// <summary>The message that stands in a channel since approvers were asked is brought up to date as every proposal's.</summary>
    [Theory]
    [InlineData(ProposalStatus.Approved)]
    [InlineData(ProposalStatus.Completed)]
    public void Message_InAChannel_SaysThatTheGlassWasBroken(ProposalStatus status)
    {
        var card = ProposalCards.Of(Broken(Admin, Moments.After(5)) with { Status = status }, Users.Authority, Bench.LocalAgent, Moments.After(10));

        Assert.Contains("Break-glass: admin@example.com approved it alone for INC-2026-0001", SlackCards.OfProposal(card, null).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Break-glass: admin@example.com approved it alone for INC-2026-0001", AdaptiveCards.OfProposal(card, new CardButtons(AreExecuted: true)).ToJsonString(), StringComparison.Ordinal);
    }

    private static Proposal Broken(Person by, DateTimeOffset at, int number = 1) => Proposals.In(ProposalStatus.Approved, number) with
    {
        Mode = ExecutionMode.SandboxLive,
        Requester = Users.Verified(Users.Engineer),
        Risk = Proposals.Risk with { ApprovalsNeeded = 2 },
        Approvals = [new Approval(by, at) { BreakGlass = new BreakGlassStatement(IncidentId.Of(2026, 1), Reason, RiskLevel.Medium) }],
    };

    /// <summary>Two approvals for everything, two administrators, an incident of now.</summary>
    private async Task<Bench> BenchAsync(Func<AgentOptions, AgentOptions>? change = null, List<string>? metrics = null)
    {
        var options = Bench.LocalAgent with
        {
            Mode = ExecutionMode.SandboxLive,
            AllowsBreakGlass = true,
            DecisionClients = [MatrixCredential.ListedClient],
            RiskPolicy = new() { Approvals = Enum.GetValues<RiskLevel>().ToDictionary(l => l, _ => 2) },
        };
        var bench = new Bench
        {
            Agent = change is null ? options : change(options),
            Tokens = world.Tokens,
            Around = ports => metrics is null ? ports : Measured(ports, metrics),
        };
        bench.Settings.Cached[$"{ParameterNames.People}/1"] = $"{Alias}={Own}";
        bench.Settings.Cached[ParameterNames.Admins] = $"{Own},lead@example.com";
        Machine.Behind(bench);
        await bench.Incidents.CreateAsync(
            new IncidentReport { Summary = "Orders are lost.", Severity = "critical", Links = [], By = Admin, CreatedAt = Moments.Start, CorrelationId = "01kkng0000000000000000req1", Mode = ExecutionMode.SandboxLive, RequestHash = "0" },
            _ => [],
            CancellationToken.None);
        return bench;
    }

    private static Ports Measured(Ports ports, List<string> lines)
    {
        var embedded = new OpsAgent.Functions.Metrics.EmbeddedMetrics("production", lines.Add, TimeProvider.System);
        return ports with { Metrics = embedded, ApprovalStore = new OpsAgent.Functions.Audit.LoggedApprovalStore(ports.ApprovalStore, new OpsAgent.Functions.Audit.AuditLog(_ => { }, embedded)) };
    }

    private Task<Answer> ProposeAsync(Bench bench, Way way) => bench.SendAsync(Present(Events.Post("/operations/propose", Events.Envelope(
        "propose_action", new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." }, Users.Id(way.Named ?? way.Whose))), way));

    private Task<Answer> ReviewAsync(Bench bench, Way way, Answer proposed) =>
        SendAsync(bench, way, "review_break_glass", new JsonObject { ["proposal_id"] = proposed["proposal_id"], ["note"] = "It was right." });

    private Task<Answer> ShowAsync(Bench bench, Way way, Answer proposed) =>
        bench.SendAsync(Present(Events.Get($"/operations/proposals/{proposed["proposal_id"]}", Users.Id(way.Whose)).Without("X-OpsAgent-User"), way));

    private Task<Answer> UnreviewedAsync(Bench bench) =>
        bench.SendAsync(Present(Events.Get("/console/proposals", Users.Admin, [("state", "unreviewed")]).Without("X-OpsAgent-User"), OwnAtConsole));

    private Task<Answer> SendAsync(Bench bench, Way way, string verb, JsonObject parameters) =>
        bench.SendAsync(Present(Events.Post($"/operations/{verb}", Events.Envelope($"{verb}_action", parameters.DeepClone(), Users.Id(way.Named ?? way.Whose))), way));

    private static JsonObject Reference(Answer proposed) => new() { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"] };

    private static JsonObject Glass(Answer proposed) =>
        new() { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"], ["incident_id"] = "INC-2026-0001", ["reason"] = Reason };

    private static ProposalId IdOf(Answer proposed) => ProposalId.TryParse(proposed["proposal_id"])!.Value;

    private JsonObject Present(JsonObject sent, Way way)
    {
        if (way.TokenOf is null)
        {
            return sent;
        }

        // The token names the user.
        if (sent["body"] is JsonValue text && JsonNode.Parse(text.GetValue<string>()) is JsonObject body)
        {
            body.Remove("user_context");
            sent.WithBody(body.ToJsonString());
        }

        var token = world.Issuer.Token(way.TokenOf, Moments.Start, c =>
        {
            c["azp"] = way.Client;
            c["auth_time"] = Moments.Start.AddMinutes(-way.SignedInMinutesAgo).ToUnixTimeSeconds();
        });
        return sent.With("Authorization", $"Bearer {token}");
    }

    private sealed record Way(string Whose, string? Named, string? TokenOf, string? Client = null, int SignedInMinutesAgo = 0);
}
