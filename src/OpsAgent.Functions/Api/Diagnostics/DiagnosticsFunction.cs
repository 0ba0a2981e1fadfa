using System.Text.Json;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Diagnostics;

/// <summary>
/// <c>POST /operations/diagnostic</c> and <c>GET /operations/{diagnostic}</c>. Is given readers only: there is no code
/// path from here to a change.
/// </summary>
public sealed class DiagnosticsFunction(OperationCatalog catalog, AwsReaders readers, TimeProvider time)
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
            || !(await operation.RunAsync(arguments, readers, time.GetUtcNow(), cancellationToken)).Succeeded(out var finding, out refusal))
        {
            return refusal;
        }

        var answer = new OperationAnswer(operation.Name, finding.Summary, finding.Details);
        return new ApiBody(ApiContent.Of(answer, ApiJson.Default.OperationAnswer), Operation: operation.Name, Target: FirstText(arguments));
    }

    private static string? FirstText(Arguments arguments) =>
        arguments.Values.EnumerateObject().Select(v => v.Value).FirstOrDefault(v => v.ValueKind is JsonValueKind.String) is { ValueKind: JsonValueKind.String } first
            ? first.GetString()
            : null;
}
