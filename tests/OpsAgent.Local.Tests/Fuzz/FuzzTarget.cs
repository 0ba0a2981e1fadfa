using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>What is fuzzed: where it listens, which routes it has, and what a valid request needs.</summary>
/// <param name="Token">A real approval token of <see cref="LocalUsers.Lead"/>'s own proposal: it reaches far and never decides.</param>
/// <param name="ProposalId">That proposal.</param>
internal sealed record FuzzTarget(Uri Url, string ApiKey, IReadOnlyList<Route> Routes, string Token, string ProposalId);
