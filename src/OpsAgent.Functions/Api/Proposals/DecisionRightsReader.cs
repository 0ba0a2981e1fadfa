using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What a caller may decide, by the roles that held when they were admitted.</summary>
public sealed class DecisionRightsReader(AgentOptions options, TimeProvider time)
{
    public DecisionRights Of(Proposal proposal, Caller caller) => new(proposal, caller, options, time.GetUtcNow());
}
