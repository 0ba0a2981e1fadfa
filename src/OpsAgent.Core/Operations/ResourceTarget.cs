namespace OpsAgent.Core.Operations;

/// <summary>The one AWS resource that a write changes.</summary>
/// <param name="Arn">Its full ARN: what leases and policies hold on to.</param>
/// <param name="Id">Its short id or name.</param>
/// <param name="Type">AWS's word for what it is, such as <c>EC2 instance</c>.</param>
/// <param name="Name">The value of its Name tag, or null.</param>
public sealed record ResourceTarget(string Arn, string Id, string Type, string? Name = null)
{
    /// <returns>The id, with the name where there is one: <c>i-0a1b2c3d4e5f60001 (web-1)</c>.</returns>
    public string Display() => Name is null ? Id : $"{Id} ({Name})";
}
