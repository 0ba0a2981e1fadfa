using System.Text.Json;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>What a diagnostic or a workflow operation found or did.</summary>
/// <param name="Operation">The operation's wire name.</param>
/// <param name="Summary">The finding in words.</param>
/// <param name="Details">The same as data: a JSON object that the operation defines.</param>
internal sealed record OperationContent(string Operation, string Summary, JsonElement Details);
