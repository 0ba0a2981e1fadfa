namespace OpsAgent.Functions.Api.Mcp;

/// <summary>The revisions of the Model Context Protocol that are spoken here.</summary>
internal static class McpRevision
{
    /// <summary>Without a handshake: each request says its revision and what its client can.</summary>
    public const string Stateless = "2026-07-28";

    /// <summary>The last with the <c>initialize</c> handshake; offered to a client that asks for one that is not known.</summary>
    public const string LastWithHandshake = "2025-11-25";

    public static IReadOnlyList<string> WithHandshake { get; } = [LastWithHandshake, "2025-06-18"];

    public static IReadOnlyList<string> All { get; } = [Stateless, .. WithHandshake];
}
