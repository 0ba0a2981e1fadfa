namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>What became of a new proposal; closed.</summary>
public abstract record SubmitResult
{
    private SubmitResult()
    {
    }

    public sealed record Stored : SubmitResult;

    /// <summary>Another open proposal holds the target.</summary>
    public sealed record Busy(ProposalId Holder) : SubmitResult;

    /// <summary>The same requester has used this idempotency key before, for this proposal.</summary>
    public sealed record Repeated(ProposalId First) : SubmitResult;
}
