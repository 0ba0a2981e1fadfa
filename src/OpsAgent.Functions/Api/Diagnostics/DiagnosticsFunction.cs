using System.Text.Json;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Diagnostics;

/// <summary>
/// <c>POST /operations/diagnostic</c> and <c>GET /operations/{diagnostic}</c>. Is given readers only: there is no code
/// path from here to a change.
/// </summary>
/// <param name="pendingOf">Lists the proposals that wait, for whoever sent the call.</param>
public sealed class DiagnosticsFunction(
    OperationCatalog catalog, AwsReaders readers, ISharedCache cache, Func<ApiCall, Func<int, CancellationToken, Task<PendingProposals>>> pendingOf, TimeProvider time)
{
    public async Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var typed = call.Method == "GET";
        if (!typed && Envelope.Validate(call.Body) is { } fault)
        {
            return fault;
        }

        if (typed && call.Path is not ["operations", _])
        {
            return ApiCall.NoSuchRoute(string.Join('/', call.Path));
        }

        var name = typed ? call.LastSegment : call.Text("operation");
        if (!catalog.Find<DiagnosticOperation>(name, "operation").Succeeded(out var operation, out var refusal)
            || !operation.Parameters.Validate(typed ? call.Body : Envelope.Parameters(call.Body)).Succeeded(out var arguments, out refusal)
            || !(await operation.RunAsync(arguments, readers with { Overview = new OverviewSources(cache, pendingOf(call), time) }, time.GetUtcNow(), cancellationToken)).Succeeded(out var answer, out refusal))
        {
            return refusal;
        }

        return ApiBody.Of(operation, answer, FirstText(arguments));
    }

    private static string? FirstText(Arguments arguments) =>
        arguments.Values.EnumerateObject().Select(v => v.Value).FirstOrDefault(v => v.ValueKind is JsonValueKind.String) is { ValueKind: JsonValueKind.String } first
            ? first.GetString()
            : null;
}
