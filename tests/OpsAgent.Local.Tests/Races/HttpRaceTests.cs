using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Races;

/// <summary>Two hundred clients at once on the real local host: HTTP, its state machine and its files.</summary>
public sealed class HttpRaceTests(ITestOutputHelper output)
{
    private const int Crowd = 200;

    private static readonly string[] Operators = [LocalUsers.Engineer, LocalUsers.Lead];

    /// <summary>What a decision that did not win may be told.</summary>
    private static readonly HashSet<string?> Losing = [null, "ALREADY_DECIDED", "APPROVAL_EXPIRED", "SELF_APPROVAL_FORBIDDEN", "ROLE_REQUIRED"];

    [Fact]
    public Task Decide_TwoHundredAtOnce_OneDecisionCounts() => DecideAsync(1, 0.02, _ => TimeSpan.Zero);

    [Fact]
    public Task Decide_TwoHundredWhileTheWindowCloses_OneDecisionCounts() => DecideWhileTheWindowClosesAsync(4);

    [Fact(Explicit = true)]
    public async Task Decide_CrowdAfterCrowd_OneDecisionCountsEachTime()
    {
        for (var seed = 2; seed < 10; seed++)
        {
            await DecideAsync(seed, 0.02, _ => TimeSpan.Zero);
            await DecideWhileTheWindowClosesAsync(seed);
        }
    }

    [Fact]
    public async Task Propose_TwoHundredOnOneResource_OneGetsTheLease()
    {
        await using var crowd = await HttpCrowd.StartAsync(0.02);

        var answers = await HttpCrowd.AllAtOnceAsync(Enumerable.Range(0, Crowd).Select(i => (Func<Task<Answer>>)(() => crowd.ProposeAsync(Operators[i % 2]))));

        Assert.Single(answers, a => a.Success);
        Assert.Equal(Crowd - 1, answers.Count(a => a.ErrorCode == "RESOURCE_BUSY"));
    }

    [Fact]
    public async Task Propose_TheSameTwoHundredTimes_IsOneProposalAndTheLastTokenCounts()
    {
        await using var crowd = await HttpCrowd.StartAsync(0.02);

        var answers = await HttpCrowd.AllAtOnceAsync(Enumerable.Range(0, Crowd).Select(i => (Func<Task<Answer>>)(() => crowd.ProposeAsync(LocalUsers.Engineer, "key"))));

        Assert.All(answers, a => Assert.True(a.Success, a.Body));
        Assert.Single(answers.Select(a => a.Text("proposal_id")).Distinct());
        var denied = await HttpCrowd.AllAtOnceAsync(answers.Select(a => (Func<Task<Answer>>)(() => crowd.DecideAsync("deny", LocalUsers.Lead, a.Text("approval_token")!))));
        Assert.Single(denied, a => a.Success);
        Assert.Equal(Crowd - 1, denied.Count(a => a.ErrorCode == "APPROVAL_TOKEN_INVALID"));
    }

    [Fact]
    public async Task ExecuteAction_TwentyTimesBesideTheStateMachine_WritesOnce()
    {
        await using var crowd = await HttpCrowd.StartAsync(0.02);
        var proposed = await crowd.ProposeAsync(LocalUsers.Engineer);
        var id = proposed.Text("proposal_id")!;
        var own = $"arn:aws:states:us-east-1:123456789012:execution:opsagent-write-operation:reboot_ec2-{id}";

        var racers = Enumerable.Range(0, 20).Select(_ => (Func<Task<string>>)(async () =>
        {
            // Until the approval is there, there is nothing to execute.
            for (var tries = 0; tries < 200; tries++)
            {
                var said = await crowd.InvokeAsync("ExecuteAction", new JsonObject { ["proposal_id"] = id, ["phase"] = "execute", ["execution_id"] = own });
                if (!said.Contains("is pending", StringComparison.Ordinal))
                {
                    return said;
                }
            }

            return "never approved";
        })).Append(async () => (await crowd.DecideAsync("approve", LocalUsers.Lead, proposed.Text("approval_token")!)).Body);
        var answers = await HttpCrowd.AllAtOnceAsync(racers);

        var end = await crowd.EndOfAsync(id);
        output.WriteLine(string.Join('\n', answers.GroupBy(a => a).Select(g => $"{g.Count()} {g.Key}")));
        Assert.All(answers.SkipLast(1), a => Assert.True(a.Contains("EXECUTED", StringComparison.Ordinal) || a.Contains("NotSettled", StringComparison.Ordinal), a));
        Assert.Equal("completed", end.Text("status"));
        await AuditAsync(crowd, id, writes: 1);
    }

    private Task DecideWhileTheWindowClosesAsync(int seed) =>
        DecideAsync(seed, 0.004, expiresAt => expiresAt - DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(seed * 10));

    private async Task DecideAsync(int seed, double timeScale, Func<DateTimeOffset, TimeSpan> wait)
    {
        await using var crowd = await HttpCrowd.StartAsync(timeScale);
        var proposed = await crowd.ProposeAsync(LocalUsers.Engineer);
        var (id, token) = (proposed.Text("proposal_id")!, proposed.Text("approval_token")!);
        var pause = wait(DateTimeOffset.Parse(proposed.Text("expires_at")!, CultureInfo.InvariantCulture));
        await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
        var racers = Enumerable.Range(0, Crowd).Select(i => (i % 10) switch
        {
            < 4 => Send("approve", LocalUsers.Lead),
            < 6 => Send("deny", i % 2 == 0 ? LocalUsers.Lead : LocalUsers.Engineer),
            < 8 => Send("withdraw", LocalUsers.Engineer),
            8 => Send("approve", LocalUsers.Engineer),
            _ => Send("withdraw", LocalUsers.Admin),
        }).ToArray();
#pragma warning disable CA5394 // the seed makes a failing run repeatable
        new Random(seed).Shuffle(racers);
#pragma warning restore CA5394

        var answers = await HttpCrowd.AllAtOnceAsync(racers);

        var end = await crowd.EndOfAsync(id);
        output.WriteLine($"seed {seed}: {end.Text("status")}; {string.Join(", ", answers.GroupBy(a => (a.Verb, a.Answer.ErrorCode)).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key.Verb} {g.Key.ErrorCode ?? "ok"}"))}");
        Assert.All(answers, a => Assert.Contains(a.Answer.ErrorCode, Losing));
        Assert.Equal(end.Text("status") is "denied" or "withdrawn" ? 1 : 0, answers.Count(a => a.Verb != "approve" && a.Answer.Success));
        Assert.Equal(end.Text("status") == "completed", answers.Any(a => a.Verb == "approve" && a.Answer.Success));
        await AuditAsync(crowd, id, writes: end.Text("status") == "completed" ? 1 : 0);

        Func<Task<(string Verb, Answer Answer)>> Send(string verb, string user) => async () => (verb, await crowd.DecideAsync(verb, user, token));
    }

    /// <summary>The files say the same: one decision, so many writes, the chain whole, the lease free.</summary>
    private static async Task AuditAsync(HttpCrowd crowd, string id, int writes)
    {
        using var database = new SqliteDatabase(Path.Combine(crowd.Folder, "opsagent.db"));
        var proposal = await new SqliteApprovalStore(database).FindAsync(ProposalId.TryParse(id)!.Value, CancellationToken.None);
        var events = await new SqliteAuditTrail(database).ReadAsync(id, CancellationToken.None);
        Assert.Null(AuditChain.FindFirstProblem(id, events, proposal!.AuditHead));
        var told = events.Select(e => e.Fields()).Select(f => (Type: f.GetProperty("event_type").GetString(), Outcome: f.GetProperty("outcome").GetString()));
        Assert.Single(told, e => e.Type is "approval_denied" or "approval_withdrawn" or "approval_expired" || e is { Type: "approval_granted", Outcome: "approved" });
        Assert.Equal(writes, new CloudWriteLog(database, TimeProvider.System).All().Count(w => w.SourceIdentity == id));
        Assert.Empty(database.Transact(s => s.Query("SELECT target FROM leases", r => r.GetString(0))));
    }
}
