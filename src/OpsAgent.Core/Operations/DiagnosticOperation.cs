namespace OpsAgent.Core.Operations;

/// <summary>An operation that only looks. It is given readers and nothing else, so it cannot change anything.</summary>
public abstract class DiagnosticOperation : Operation
{
    public sealed override OperationKind Kind => OperationKind.Diagnostic;

    /// <exception cref="CloudException">AWS did not answer.</exception>
    public abstract Task<Outcome<Finding>> LookAsync(Arguments arguments, Cloud cloud, DateTimeOffset now, CancellationToken cancellationToken);
}
