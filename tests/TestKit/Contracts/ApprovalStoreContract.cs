using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;

namespace OpsAgent.TestKit.Contracts;

/// <summary>
/// What every approval store must do, whatever it is made of: the MUST sentences of <see cref="IApprovalStore"/>,
/// <see cref="IProposalIndex"/> and <see cref="IAuditTrail"/> as tests. A store's test class derives from this.
/// </summary>
public abstract partial class ApprovalStoreContract
{
    private readonly Lazy<(IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit)> _made;

    protected ApprovalStoreContract() => _made = new(Create);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected IApprovalStore Store => _made.Value.Store;

    protected IProposalIndex Index => _made.Value.Index;

    protected IAuditTrail Audit => _made.Value.Audit;

    /// <summary>A new, empty store; called once in each test.</summary>
    protected abstract (IApprovalStore Store, IProposalIndex Index, IAuditTrail Audit) Create();

    /// <summary>Waits until the index shows what was written last. A store whose index never lags has nothing to do.</summary>
    protected virtual Task IndexCaughtUpAsync() => Task.CompletedTask;

    /// <summary>Puts a body in place of a proposal's that this version cannot read.</summary>
    protected abstract Task SpoilAsync(ProposalId id, string body);

    /// <summary>Puts a text in place of an audit event's body.</summary>
    protected abstract Task SpoilEventAsync(string chain, long sequence, string body);

    protected async Task<Proposal> StoredAsync(Proposal proposal)
    {
        var (submitted, events) = Proposals.Seal(proposal, [new AuditEntry(AuditEventType.ProposalCreated, "submitted")], proposal.CreatedAt);
        Assert.Equal(new SubmitResult.Stored(), await Store.SubmitAsync(submitted, events, Stop));
        return submitted;
    }

    /// <summary>Stores every state on the way to a status, as the ledger would.</summary>
    protected async Task<Proposal> BroughtToAsync(ProposalStatus status, int number = 1)
    {
        var story = Proposals.Story(status, number);
        Assert.Equal(new SubmitResult.Stored(), await Store.SubmitAsync(story[0].Proposal, story[0].Events, Stop));
        for (var i = 1; i < story.Count; i++)
        {
            Assert.True(await Store.ReplaceAsync(story[i - 1].Proposal, story[i].Proposal, story[i].Events, Stop));
        }

        return story[^1].Proposal;
    }

    protected async Task<Proposal> FoundAsync(ProposalId id)
    {
        var found = await Store.FindAsync(id, Stop);
        Assert.NotNull(found);
        return found;
    }

    protected static AuditEvent Link(string chain, AuditHead head, string outcome) =>
        AuditChain.Append(chain, head, "01kkng0000000000000000evnt", Moments.Start, Proposals.Subject, new AuditEntry(AuditEventType.RequestReceived, outcome));

    private static async Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> work)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await gate.Task;
            return await work(i);
        })).ToList();
        gate.SetResult();
        return await Task.WhenAll(all);
    }
}
