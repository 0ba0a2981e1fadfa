using OpsAgent.Core.Approvals;

namespace OpsAgent.TestKit;

/// <param name="Method">The port's method without <c>Async</c>.</param>
/// <param name="Proposal">What it was given.</param>
public sealed record StateMachineCall(string Method, Proposal Proposal);
