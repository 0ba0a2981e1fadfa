using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>An operation that only looks. It is given readers and nothing else, so it cannot change anything.</summary>
public abstract class DiagnosticOperation : Operation
{
    public sealed override OperationKind Kind => OperationKind.Diagnostic;

    /// <exception cref="AwsException">AWS did not answer.</exception>
    public abstract Task<Outcome<Finding>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken);
}
