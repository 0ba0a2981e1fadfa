namespace OpsAgent.Chat.Sessions;

/// <param name="PlanHash">The first 8 hex characters, as they were shown.</param>
public sealed record ShownProposal(string ProposalId, string PlanHash);
