using System.Text.Json.Nodes;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>A proposal and what its requester was told.</summary>
internal sealed record Proposed(string Id, JsonNode Answer)
{
    public string Token => Answer["approval_token"]!.GetValue<string>();
}
