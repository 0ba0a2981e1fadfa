using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>An operation that only looks. It is given readers and nothing else, so it cannot change anything.</summary>
public abstract class DiagnosticOperation : Operation
{
    public sealed override OperationKind Kind => OperationKind.Diagnostic;

    /// <exception cref="AwsException">AWS did not answer.</exception>
    public abstract Task<Outcome<OperationAnswer>> RunAsync(Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A diagnostic in its own types: every diagnostic derives from this.</summary>
/// <typeparam name="TParameters">The validated parameters.</typeparam>
/// <typeparam name="TResult">What it answers, written as <c>details</c>.</typeparam>
public abstract class DiagnosticOperation<TParameters, TResult> : DiagnosticOperation
    where TResult : notnull
{
    /// <summary>How a result is written: member names in snake case, nulls included.</summary>
    protected abstract JsonTypeInfo<TResult> ResultJson { get; }

    public sealed override async Task<Outcome<OperationAnswer>> RunAsync(
        Arguments arguments, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (parameters, calls) = (Bind(arguments), CallCount.Begin());
        if (!(await FindAsync(parameters, readers, now, cancellationToken)).Succeeded(out var finding, out var refusal))
        {
            return refusal;
        }

        return new OperationAnswer(finding.Summary, finding.Result, ResultJson, Cards(finding), Subject(parameters, finding.Result))
        {
            Extent = new SearchExtent(calls.Total, finding.NotSearched),
        };
    }

    protected abstract TParameters Bind(Arguments arguments);

    /// <exception cref="AwsException">AWS did not answer.</exception>
    protected abstract Task<Outcome<Finding<TResult>>> FindAsync(TParameters parameters, AwsReaders readers, DateTimeOffset now, CancellationToken cancellationToken);

    /// <returns>What was found, as something to look at.</returns>
    protected virtual IReadOnlyList<Card> Cards(Finding<TResult> finding) => [new ResultCard { Title = Title, Text = finding.Summary }];

    /// <inheritdoc cref="OperationAnswer.Subject"/>
    protected virtual Subject? Subject(TParameters parameters, TResult result) => null;
}
