using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>
/// A bug as somebody could write it, planted in the rules or round the ports. Exists to be caught: a suite that passes
/// with it is the bug.
/// </summary>
internal abstract class Fault
{
    /// <summary>The rules with the bug.</summary>
    public virtual Transition Apply(Proposal proposal, ProposalCommand command, DateTimeOffset now) => ProposalTransitions.Apply(proposal, command, now);

    /// <summary>The ports with the bug, outside of those that die and are counted: what it does in two calls can be torn apart.</summary>
    public virtual Ports Plant(Ports ports, Bench bench) => ports;
}
