using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>Who can approve a proposal now, for the messages that ask for it.</summary>
public sealed class ApproverNames(RoleDirectory roles)
{
    /// <returns>A sentence with a space before it; empty where the lists cannot be read, since the message matters more than the names.</returns>
    public async Task<string> SentenceAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            return $" {DecisionRights.Eligible(proposal, await roles.ReadAsync(cancellationToken)).Text()}";
        }
        catch (AwsException)
        {
            return string.Empty;
        }
    }
}
