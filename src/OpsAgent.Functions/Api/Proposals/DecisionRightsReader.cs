using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What a caller may decide, by the roles that hold now.</summary>
public sealed class DecisionRightsReader(AgentOptions options, RoleDirectory roles, TimeProvider time)
{
    /// <returns>The rights of the caller on any proposal.</returns>
    public async Task<Func<Proposal, DecisionRights>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var approvers = await roles.ApproversAsync(cancellationToken);
        return proposal => new DecisionRights(proposal, caller, options, approvers, time.GetUtcNow());
    }
}
