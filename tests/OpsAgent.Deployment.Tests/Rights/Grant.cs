namespace OpsAgent.Deployment.Tests.Rights;

/// <summary>One action on one resource that one role is allowed, or needs.</summary>
/// <param name="Role">The function's name, or Executor, StateMachine.</param>
/// <param name="Condition">The condition block as JSON in one order, or empty.</param>
internal sealed record Grant(string Role, string Action, string Resource, string Condition)
{
    public override string ToString() => $"{Role} {Action} on {Resource}{(Condition.Length == 0 ? string.Empty : $" if {Condition}")}";
}
