namespace OpsAgent.Functions.Api.Health;

/// <param name="Status"><c>ok</c>, <c>degraded</c> or <c>down</c>.</param>
/// <param name="Services">By its name, whether each service answered: <c>ok</c> or <c>down</c>.</param>
/// <param name="Warnings">Sentences for administrators; empty where there are none.</param>
internal sealed record HealthAnswer(
    bool Success,
    string Status,
    string Version,
    string ExecutionMode,
    IReadOnlyDictionary<string, string> Services,
    IReadOnlyList<string> Warnings,
    string CorrelationId,
    DateTimeOffset Timestamp);
