using System.Text.Json.Serialization;

using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>One person's approval, or adoption.</summary>
public sealed record Approval(Person By, DateTimeOffset At)
{
    /// <summary>What an administrator stated by whose approval alone it is made; null for an ordinary one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BreakGlassStatement? BreakGlass { get; init; }
}
