using System.Text.Json;

namespace OpsAgent.Core.Operations;

/// <summary>What a diagnostic found.</summary>
/// <param name="Summary">What a colleague would say, in one to three sentences.</param>
/// <param name="Details">The same in data, a JSON object.</param>
public sealed record Finding(string Summary, JsonElement Details);
