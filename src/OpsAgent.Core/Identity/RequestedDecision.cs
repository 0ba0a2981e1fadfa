namespace OpsAgent.Core.Identity;

/// <summary>The decision that a signed request is: the button or form that the person used, and what it was shown with.</summary>
/// <param name="Action">One of <c>approve</c>, <c>deny</c>, <c>withdraw</c>, <c>adopt</c>.</param>
/// <param name="ProposalId">The proposal that was shown.</param>
/// <param name="PlanHash">Its plan's hash, or the first 8 characters, as it was shown.</param>
/// <param name="UseKey">Names this one use: the same for a request that is sent again, another for every press.</param>
public sealed record RequestedDecision(string Action, string ProposalId, string PlanHash, string UseKey);
