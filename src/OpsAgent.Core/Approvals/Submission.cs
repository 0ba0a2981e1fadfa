namespace OpsAgent.Core.Approvals;

/// <summary>What became of a new proposal; closed.</summary>
public abstract record Submission
{
    private Submission()
    {
    }

    public sealed record Stored : Submission;

    /// <summary>Another open proposal holds the target.</summary>
    public sealed record Busy(ProposalId Holder) : Submission;

    /// <summary>The same requester has used this idempotency key before, for this proposal.</summary>
    public sealed record Repeated(ProposalId First) : Submission;
}
