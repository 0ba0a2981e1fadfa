using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Identity.Matrix;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Identity;

/// <summary>
/// One person with everything that one person can hold never completes a change alone, however they ask and however they
/// decide; two people do. In SANDBOX_LIVE, where an identity provider signs people in.
/// </summary>
public sealed class OneHumanTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    // One human: two addresses, the shared API key, tokens of three clients. The engineer is a colleague whom they name.
    private const string Own = "lead@example.com";
    private const string Alias = "l.ead@example.com";
    private const string Colleague = "engineer@example.com";
    private const string Second = "admin@example.com";

    /// <summary>How one human may present themselves: the name, the person whom the request then is of, and the headers.</summary>
    private static readonly (string Name, string Whose, string? Named, string? TokenOf, string? Client, int SignedInMinutesAgo)[] Credentials =
    [
        ("the key, by their own name", Own, Own, null, null, 0),
        ("the key, by their other address", Own, Alias, null, null, 0),
        ("the key, by a colleague's name", Colleague, Colleague, null, null, 0),
        ("their token at the console", Own, null, Own, MatrixCredential.ConsoleClient, 0),
        ("their other address's token at the console", Own, null, Alias, MatrixCredential.ConsoleClient, 0),
        ("their token at the console, signed in long ago", Own, null, Own, MatrixCredential.ConsoleClient, 61),
        ("their token in the listed plugin", Own, null, Own, MatrixCredential.ListedClient, 0),
        ("their other address's token in the listed plugin", Own, null, Alias, MatrixCredential.ListedClient, 0),
        ("their token in a program", Own, null, Own, "some-program", 0),
        ("their token of no client", Own, null, Own, null, 0),
    ];

    public static TheoryData<string> Names => [.. Credentials.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Decide_ByOneHumanInEveryWayTheyHave_NeverCompletesWhatTheyProposed(string requested)
    {
        foreach (var decided in Credentials)
        {
            var bench = Bench();
            var proposed = await ProposeAsync(bench, requested);

            await DecideAsync(bench, decided.Name, proposed);

            await AssertNothingHappenedAsync(bench, proposed, $"{requested}, then {decided.Name}");
        }

        var all = Bench();
        var last = await ProposeAsync(all, requested);
        foreach (var decided in Credentials.Concat(Credentials.Reverse()))
        {
            await DecideAsync(all, decided.Name, last);
        }

        await AssertNothingHappenedAsync(all, last, $"{requested}, then every way twice");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Decide_ByASecondPerson_CompletesIt(string requested)
    {
        var bench = Bench();
        var proposed = await ProposeAsync(bench, requested);
        var asked = Credentials.Single(c => c.Name == requested);
        var isClaim = asked.TokenOf is null;

        var answer = await ApproveAsync(bench, Second, proposed);

        if (isClaim)
        {
            // A name alone is no second person: the named one takes it on, or one more approves.
            Assert.Equal("pending", answer["status"]);
            answer = asked.Whose == Colleague
                ? await ApproveAsync(bench, Own, proposed)
                : await SendAsync(bench, Credentials[3], "adopt", ById(proposed));
        }

        Assert.Equal("EXECUTED", answer["execution_status"]);
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Adopt_ByTheNamedPerson_IsOnePersonAndLeavesTheDecisionToAnother()
    {
        var bench = Bench();
        var proposed = await ProposeAsync(bench, "the key, by a colleague's name");
        var colleague = ("", Colleague, (string?)null, (string?)Colleague, (string?)MatrixCredential.ConsoleClient, 0);

        var adopted = await SendAsync(bench, colleague, "adopt", ById(proposed));

        Assert.Equal(("pending", "1"), (adopted["status"], adopted["approvals_needed"]));
        await SendAsync(bench, colleague, "approve", ById(proposed));
        await AssertNothingHappenedAsync(bench, proposed, "adopted and approved by the same person");
        Assert.Equal("EXECUTED", (await ApproveAsync(bench, Own, proposed))["execution_status"]);
    }

    [Fact]
    public async Task Propose_InANameWhereOnlyProvedRequestersMay_IsRefused()
    {
        var bench = Bench(o => o with { AssertedProposals = AssertedProposals.Refused });

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", answer.Code);
        Assert.Equal(0, bench.Store.Writes);
    }

    /// <summary>The guide's propose and approve for clients with the key alone, where the operator has no identity provider.</summary>
    [Fact]
    public async Task Approve_ByKeyClientsWhereTheOperatorAllowsIt_ExecutesAsTheGuideSays()
    {
        var bench = Bench(o => o with { AllowAssertedDecisions = true });
        var proposed = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal("EXECUTED", (await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!))["execution_status"]);
    }

    /// <summary>The guide's propose and approve through a plugin: two people, each with a token of its listed client.</summary>
    [Fact]
    public async Task Approve_ByTwoPeopleInAListedPlugin_ExecutesWithTheHandedToken()
    {
        var bench = Bench();
        var proposed = await ProposeAsync(bench, "their token in the listed plugin");
        var second = ("", Second, (string?)null, (string?)Second, (string?)MatrixCredential.ListedClient, 0);

        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", (await SendAsync(bench, second, "approve", ById(proposed))).Code);
        Assert.Equal("EXECUTED", (await SendAsync(bench, second, "approve", ByToken(proposed)))["execution_status"]);
    }

    /// <summary>Everything that an approver's plugin can list and show, used to decide: without the handed token it decides nothing.</summary>
    [Fact]
    public async Task Decide_WithAllThatAnApproversPluginCanRead_DecidesNothing()
    {
        var bench = Bench();
        var proposed = await ProposeAsync(bench, "their token in a program");
        var plugin = ("", Second, (string?)null, (string?)Second, (string?)MatrixCredential.ListedClient, 0);
        var texts = new List<string>();
        foreach (var path in (string[])["/operations/proposals", $"/operations/proposals/{proposed["proposal_id"]}", "/console/proposals?state=open"])
        {
            var get = Present(Events.Get(path.Split('?')[0], Users.Admin, path.Contains('?', StringComparison.Ordinal) ? [("state", "open")] : []).Without("X-OpsAgent-User"), plugin);
            texts.AddRange(Strings((await bench.SendAsync(get)).Body));
        }

        Assert.Contains(proposed["plan_hash"], texts);
        foreach (var text in texts.Distinct())
        {
            await SendAsync(bench, plugin, "approve", new JsonObject { ["approval_token"] = text });
            await SendAsync(bench, plugin, "approve", new JsonObject { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = text });
            await SendAsync(bench, plugin, "deny", new JsonObject { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = text, ["reason"] = "no reason" });
        }

        await AssertNothingHappenedAsync(bench, proposed, "an approver's plugin");
    }

    [Fact]
    public async Task Approve_HighRiskByAListedPlugin_IsLeftToThePersonAtTheConsole()
    {
        var bench = Bench();
        var proposed = await ProposeAsync(bench, "their token at the console");
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        var pending = await bench.ReadAsync(id);
        bench.Store.With(pending with { Risk = pending.Risk! with { Level = OpsAgent.Core.Guardrails.RiskLevel.High } });

        var answer = await SendAsync(bench, ("", Second, null, Second, MatrixCredential.ListedClient, 0), "approve", ByToken(proposed));

        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", answer.Code);
        Assert.Contains($"#/proposals/{id}", answer.Raw, StringComparison.Ordinal);
        Assert.Equal("EXECUTED", (await ApproveAsync(bench, Second, proposed))["execution_status"]);
    }

    [Fact]
    public async Task Propose_WithTheIdempotencyKeyOfAProvedUser_IsAnotherRequestAndGetsNoTokenOfTheirs()
    {
        var bench = Bench();
        var first = await SendAsync(bench, Credentials[3], Propose(Own).With("Idempotency-Key", "key-1"));

        var repeated = await bench.SendAsync(Propose(Own).With("Idempotency-Key", "key-1"));

        Assert.Equal("RESOURCE_BUSY", repeated.Code);
        Assert.Null(repeated["approval_token"]);
        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", (await bench.WithdrawAsync(Users.Lead, first["approval_token"]!)).Code);
        Assert.Equal("pending", (await bench.ShowAsync(Users.Lead, first["proposal_id"]!))["status"]);
    }

    private Bench Bench(Func<AgentOptions, AgentOptions>? change = null)
    {
        var options = Kit.Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive, DecisionClients = [MatrixCredential.ListedClient] };
        var bench = new Bench { Agent = change is null ? options : change(options), Tokens = world.Tokens };
        bench.Settings.Cached[$"{ParameterNames.People}/1"] = $"{Alias}={Own}";
        Machine.Behind(bench);
        return bench;
    }

    private async Task<Answer> ProposeAsync(Bench bench, string credential)
    {
        var asked = Credentials.Single(c => c.Name == credential);
        var proposed = await SendAsync(bench, asked, Propose(asked.Named ?? asked.Whose));
        Assert.Equal("pending", (await bench.ReadAsync(ProposalId.TryParse(proposed["proposal_id"])!.Value)).Status.ToString().ToLowerInvariant());
        return proposed;
    }

    private static JsonObject Propose(string user) => Events.Post("/operations/propose", Events.Envelope(
        "propose_action",
        new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." },
        Users.Id(user)));

    private async Task DecideAsync(Bench bench, string credential, Answer proposed)
    {
        var by = Credentials.Single(c => c.Name == credential);
        await SendAsync(bench, by, "adopt", ById(proposed));
        await SendAsync(bench, by, "approve", ByToken(proposed));
        await SendAsync(bench, by, "approve", ById(proposed));
        await SendAsync(bench, by, Events.Post("/chat", new JsonObject { ["message"] = $"approve {proposed["proposal_id"]}", ["user_context"] = new JsonObject { ["user_id"] = by.Named ?? by.Whose } }));
    }

    private Task<Answer> ApproveAsync(Bench bench, string person, Answer proposed) =>
        SendAsync(bench, ("", person, null, person, MatrixCredential.ConsoleClient, 0), "approve", ById(proposed));

    private static JsonObject ById(Answer proposed) => new() { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"] };

    private static JsonObject ByToken(Answer proposed) => new() { ["approval_token"] = proposed["approval_token"] };

    private Task<Answer> SendAsync(
        Bench bench, (string, string Whose, string? Named, string? TokenOf, string? Client, int SignedInMinutesAgo) by, string verb, JsonObject parameters) =>
        SendAsync(bench, by, Events.Post($"/operations/{verb}", Events.Envelope($"{verb}_action", parameters, Users.Id(by.Named ?? by.Whose))));

    private Task<Answer> SendAsync(
        Bench bench, (string, string, string?, string? TokenOf, string? Client, int SignedInMinutesAgo) by, JsonObject sent) => bench.SendAsync(Present(sent, by));

    private JsonObject Present(JsonObject sent, (string, string, string?, string? TokenOf, string? Client, int SignedInMinutesAgo) by)
    {
        if (by.TokenOf is null)
        {
            return sent;
        }

        // The token names the user.
        if (sent["body"] is JsonValue text && JsonNode.Parse(text.GetValue<string>()) is JsonObject body)
        {
            body.Remove("user_context");
            sent.WithBody(body.ToJsonString());
        }

        var token = world.Issuer.Token(by.TokenOf, Moments.Start, c =>
        {
            c["azp"] = by.Client;
            c["auth_time"] = Moments.Start.AddMinutes(-by.SignedInMinutesAgo).ToUnixTimeSeconds();
        });
        return sent.With("Authorization", $"Bearer {token}");
    }

    private static async Task AssertNothingHappenedAsync(Bench bench, Answer proposed, string how)
    {
        var proposal = await bench.ReadAsync(ProposalId.TryParse(proposed["proposal_id"])!.Value);
        Assert.True(proposal.Status is ProposalStatus.Pending, $"{how}: {proposal.Status}");
        Assert.Empty(bench.Executor.Changes());
    }

    private static IEnumerable<string> Strings(System.Text.Json.JsonElement value) => value.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Strings(m.Value)),
        System.Text.Json.JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        System.Text.Json.JsonValueKind.String => [value.GetString()!],
        _ => [],
    };
}
