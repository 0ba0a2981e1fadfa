using System.IO.Compression;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>
/// A data folder as <c>opsagent up</c> of commit e492da4 left it: six proposals, an incident, two conversations, their
/// audit, and the state machine's executions, one of which still waits for its approval.
/// </summary>
public sealed class EarlierVersionTests : IDisposable
{
    private const string Completed = "01m8fhq3m0pb6pg7m9a8fffnwa";
    private const string Pending = "01m8fjfbx07nnkxs1702m6bzy1";

    // Seven seconds after the pending one was created; it may be decided until 22:51:54.
    private static readonly DateTimeOffset Stopped = new(2026, 11, 27, 22, 37, 11, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-earlier-");

    public EarlierVersionTests()
    {
        foreach (var name in (string[])["opsagent.db", "states.db"])
        {
            using var packed = typeof(EarlierVersionTests).Assembly.GetManifestResourceStream($"fixtures/{name}.gz")!;
            using var plain = new GZipStream(packed, CompressionMode.Decompress);
            using var file = File.Create(Path.Combine(_folder.FullName, name));
            plain.CopyTo(file);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Api_OnTheFolder_ShowsEverythingAndItsAuditHolds()
    {
        await using var agent = await StartAsync();

        var ended = await agent.GetAsync("/console/proposals?state=ended", LocalUsers.Lead);
        Assert.Equal(
            [
                ("01m8fhs0da8sy4bryfs8xtf0zx", "expired"), ("01m8fhq4pxfmgrfknx1f6ygwkt", "withdrawn"), ("01m8fhq4n9nt7fwf7npe7sskw0", "expired"),
                ("01m8fhq4g6vcp76z49dtxyezvk", "denied"), (Completed, "completed"),
            ],
            ended.Json.GetProperty("proposals").EnumerateArray().Select(p => (p.GetProperty("proposal_id").GetString(), p.GetProperty("status").GetString())));
        var open = await agent.GetAsync("/operations/proposals");
        Assert.Equal([Pending], open.Json.GetProperty("proposals").EnumerateArray().Select(p => p.GetProperty("proposal_id").GetString()));
        Assert.All([ended, open], a => Assert.False(a.Json.TryGetProperty("unreadable", out _), a.Body));

        foreach (var proposal in ended.Json.GetProperty("proposals").EnumerateArray())
        {
            var page = await agent.GetAsync($"/operations/proposals/{proposal.GetProperty("proposal_id").GetString()}");
            Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean(), page.Body);
            // The one that was open when the host stopped for longer than its window.
            var execution = page.Text("proposal_id") == "01m8fhs0da8sy4bryfs8xtf0zx" ? "TIMED_OUT" : "SUCCEEDED";
            Assert.Equal(execution, page.Json.GetProperty("workflow").GetProperty("status").GetString());
            Assert.Equal("ValidateTags", page.Path()[0]);
        }

        var completed = await agent.GetAsync($"/operations/proposals/{Completed}");
        Assert.Equal("EXECUTED", completed.Json.GetProperty("execution").GetProperty("status").GetString());
        Assert.True(completed.Json.GetProperty("verification").GetProperty("verified").GetBoolean());
        Assert.Equal("request_received proposal_created approval_requested approval_granted action_executed outcome_verified", string.Join(' ', completed.Timeline()));

        var incident = Assert.Single((await agent.GetAsync("/console/incidents", LocalUsers.Lead)).Json.GetProperty("incidents").EnumerateArray());
        Assert.Equal(("INC-2026-0001", Completed), (incident.GetProperty("incident_id").GetString(), incident.GetProperty("proposal_id").GetString()));
    }

    [Fact]
    public async Task Api_OnTheAuditOfTheFolder_FindsEveryEventAndEveryChainHolds()
    {
        await using var agent = await StartAsync();

        var denied = await agent.GetAsync("/console/audit?event_type=approval_denied", LocalUsers.Lead);
        Assert.Equal("01m8fhq4g6vcp76z49dtxyezvk", Assert.Single(denied.Json.GetProperty("events").EnumerateArray()).GetProperty("chain").GetString());
        var day = await agent.GetAsync("/console/audit?day=2026-11-27&user=engineer@example.com&limit=100", LocalUsers.Lead);
        var chains = day.Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("chain").GetString()!).Distinct().ToList();
        Assert.InRange(chains.Count, 12, 100);
        foreach (var chain in chains)
        {
            var shown = await agent.GetAsync($"/console/chains/{chain}", LocalUsers.Lead);
            Assert.True(shown.Json.GetProperty("verified").GetBoolean(), shown.Body);
        }
    }

    [Fact]
    public async Task Approve_OfTheOneThatWaits_IsRefusedSinceNothingOfItIsSigned()
    {
        await using var agent = await StartAsync();
        var shown = await agent.GetAsync($"/operations/proposals/{Pending}");

        var approved = await agent.PostAsync("/operations/approve", new JsonObject
        {
            ["operation"] = "approve_action",
            ["parameters"] = new JsonObject { ["proposal_id"] = Pending, ["plan_hash"] = shown.Text("plan_hash") },
            ["user_context"] = new JsonObject { ["user_id"] = LocalUsers.Lead },
        });

        Assert.Equal("PLAN_CHANGED", approved.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("propose the change again", approved.Body, StringComparison.Ordinal);
        var page = await agent.GetAsync($"/operations/proposals/{Pending}");
        Assert.Equal("pending", page.Text("status"));
        Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean(), page.Body);
    }

    [Fact]
    public async Task History_OfTheFolder_HasWhatWasExecutedOnTheTarget()
    {
        using var database = new SqliteDatabase(Path.Combine(_folder.FullName, "opsagent.db"));
        var store = new SqliteApprovalStore(database);
        var completed = (await store.FindAsync(ProposalId.TryParse(Completed)!.Value, TestContext.Current.CancellationToken))!;

        var history = await store.FindLastAsync(completed.Plan.Target.Arn, completed.Plan.Operation, TestContext.Current.CancellationToken);

        Assert.Equal(new TargetHistory(new PastExecution(completed.Id, ExecutionStatus.Executed, completed.Execution!.At)), history);
    }

    [Fact]
    public async Task Sessions_OfWhichItIsNotKnownHowTheirOwnerWasProved_AreNobodys()
    {
        using var database = new SqliteDatabase(Path.Combine(_folder.FullName, "opsagent.db"));
        var sessions = new SqliteSessions(database, TimeProvider.System);

        foreach (var owner in (Person[])[new(UserId.TryParse(LocalUsers.Engineer)!.Value, IdentityKind.Asserted, RequestSource.Api), new(UserId.TryParse(LocalUsers.Engineer)!.Value, IdentityKind.Verified, RequestSource.Console)])
        {
            Assert.Null(await sessions.FindAsync(owner, SessionId.TryParse("01m8fhq4zq36dxpk3fv7rzqqpv")!.Value, Stopped, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Chat_InAConversationOfTheFolder_SaysThatItIsANewOne()
    {
        await using var agent = await StartAsync();

        var answer = await agent.PostAsync("/chat", new JsonObject
        {
            ["message"] = "i-0a1b2c3d4e5f60002",
            ["session_id"] = "01m8fhq5q8waqn3za3f4xjkmcq",
            ["user_context"] = new JsonObject { ["user_id"] = LocalUsers.Lead },
        });

        Assert.Contains("this is a new one", answer.Text("note"), StringComparison.Ordinal);
    }

    private Task<LocalAgent> StartAsync() => LocalAgent.StartAsync(new LocalOptions { DataFolder = _folder.FullName }, Stopped, moves: false);
}
