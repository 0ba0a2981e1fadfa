using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>What a route answers with, before the members that every answer has.</summary>
/// <param name="Content">The route's own members.</param>
/// <param name="Error">Set when the answer is a failure that still carries content, such as a rejected proposal's id.</param>
/// <param name="Operation">For the audit: the operation that was run, or null.</param>
/// <param name="Target">For the audit: what it was run on, or null.</param>
/// <param name="Proposal">For the audit: the proposal that it is about, or null. A request about a proposal runs nothing itself.</param>
public sealed record ApiBody(ApiContent Content, Refusal? Error = null, string? Operation = null, string? Target = null, ProposalId? Proposal = null)
{
    /// <summary>A page that is asked for again every few seconds while somebody watches: a success is no news to the audit.</summary>
    public bool IsPoll { get; init; }

    /// <summary>How many stored records a list passed over because they cannot be read; the answer says so where it is not 0.</summary>
    public int Unreadable { get; init; }

    /// <summary>What an operation that ran at once answered, as records; <see cref="Content"/> is the same in JSON. Null for every other answer.</summary>
    public OperationAnswer? Answer { get; init; }

    /// <param name="target">For the audit: what it was run on, or null.</param>
    public static ApiBody Of(Operation operation, OperationAnswer answer, string? target) => new(
        ApiContent.Of(new OperationContent(operation.Name, answer.Summary, answer.Details()), ApiJson.Default.OperationContent),
        Operation: operation.Name,
        Target: target)
    {
        Answer = answer,
    };
}
