using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;

namespace OpsAgent.EndToEnd.Tests.Kills;

/// <summary>What stands in a data folder when its host is gone.</summary>
internal sealed class Books : IDisposable
{
    private static readonly string[] Decisions = ["approval_granted", "approval_denied", "approval_withdrawn", "approval_expired", "guardrail_rejected"];

    private readonly SqliteDatabase database;
    private readonly SqliteAuditTrail audit;

    private Books(SqliteDatabase database, IReadOnlyList<Proposal> proposals)
    {
        (this.database, Proposals) = (database, proposals);
        audit = new SqliteAuditTrail(database);
        Writes = new CloudWriteLog(database, TimeProvider.System).All();
    }

    public IReadOnlyList<Proposal> Proposals { get; }

    public IReadOnlyList<CloudWrite> Writes { get; }

    public static async Task<Books> OpenAsync(string folder)
    {
        var database = new SqliteDatabase(Path.Combine(folder, "opsagent.db"));
        var store = new SqliteApprovalStore(database);
        var proposals = new List<Proposal>();
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            proposals.AddRange((await store.ListAsync(status, int.MaxValue, CancellationToken.None)).Proposals);
        }

        return new Books(database, proposals);
    }

    public void Dispose() => database.Dispose();

    /// <summary>Zero doubled: one proposal for a key, one change for a proposal, and none that nobody approved.</summary>
    public void NothingIsDoubled()
    {
        Assert.All(Proposals.GroupBy(p => (p.Requester.UserId, p.IdempotencyKey)), same => Assert.Single(same));
        foreach (var proposal in Proposals)
        {
            var writes = Writes.Count(w => w.SourceIdentity == proposal.Id.Value);
            var most = proposal.Status switch
            {
                ProposalStatus.Completed or ProposalStatus.Unknown => 1,
                ProposalStatus.Failed when proposal.Execution is { Status: ExecutionStatus.Executed } => 1,
                _ => 0,
            };
            Assert.True(writes <= most, $"{proposal.Id} is {proposal.Status} after {writes} writes");
            Assert.True(writes == 1 || proposal.Status is not ProposalStatus.Completed, $"{proposal.Id} is completed without a write");
            Assert.True(writes == 0 || proposal.Approvals.Any(a => a.By.UserId != proposal.Requester.UserId), $"{proposal.Id} was written without an approval");
        }

        Assert.Equal(Writes.Count, Proposals.Sum(p => Writes.Count(w => w.SourceIdentity == p.Id.Value)));
    }

    /// <summary>Zero lost: whatever anybody was told is so, and all has ended.</summary>
    public void NothingIsLost(IEnumerable<Told> told)
    {
        Assert.All(Proposals, p => Assert.True(p.IsTerminal, $"{p.Id} is {p.Status}"));
        var byId = Proposals.ToDictionary(p => p.Id.Value);
        foreach (var word in told)
        {
            Assert.True(byId.TryGetValue(word.Proposal, out var proposal), $"{word.Proposal} is lost");
            Assert.NotEqual("INTERNAL_ERROR", word.Code);
            Assert.True(!word.Executed || Writes.Any(w => w.SourceIdentity == word.Proposal), $"{word} and nothing was written");
            Assert.True(
                word.Code is not null || word.Verb switch
                {
                    "approve" => proposal.Approvals.Any(a => a.By.UserId.Value == word.By),
                    "deny" => proposal.Status is ProposalStatus.Denied && proposal.Closure!.By.UserId.Value == word.By,
                    "withdraw" => proposal.Status is ProposalStatus.Withdrawn && proposal.Closure!.By.UserId.Value == word.By,
                    _ => proposal.Requester.UserId.Value == word.By,
                },
                $"{word}, but it is {proposal.Status}");
        }
    }

    /// <returns>How many chains there are, each of them whole.</returns>
    public async Task<int> ChainsAreWholeAsync()
    {
        var heads = Proposals.ToDictionary(p => p.Id.Value, p => p.AuditHead);
        var chains = database.Transact(s => s.Query("SELECT DISTINCT chain FROM audit", r => r.GetString(0)));
        foreach (var chain in chains)
        {
            Assert.Null(AuditChain.FindFirstProblem(chain, await audit.ReadAsync(chain, CancellationToken.None), heads.GetValueOrDefault(chain)));
        }

        foreach (var proposal in Proposals)
        {
            var events = (await audit.ReadAsync(proposal.Id.Value, CancellationToken.None)).Select(e => e.Fields().GetProperty("event_type").GetString()!).ToList();
            Assert.Equal(["request_received", "proposal_created"], events.Take(2));
            var told = events.Where(e => Decisions.Contains(e)).ToList();
            Assert.Equal(proposal.Approvals.Length, told.Count(e => e == "approval_granted"));
            Assert.Equal(proposal.Status is ProposalStatus.Completed or ProposalStatus.Failed or ProposalStatus.Unknown ? 0 : 1, told.Count(e => e != "approval_granted"));
        }

        return chains.Count;
    }

    public void NoLeaseIsLeft() => Assert.Empty(database.Transact(s => s.Query("SELECT target FROM leases", r => r.GetString(0))));
}
