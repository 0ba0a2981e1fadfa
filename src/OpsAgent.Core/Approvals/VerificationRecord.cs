using System.Collections.Immutable;
using System.Text.Json.Serialization;

using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Approvals;

/// <summary>The result of the last verification after the execution.</summary>
/// <param name="At">When the target was read.</param>
/// <param name="Verified">True once every signal stayed good long enough.</param>
/// <param name="GoodSince">Since when every signal is good, or null.</param>
/// <param name="Signals">The observed signals.</param>
/// <param name="Summary">The same in one sentence.</param>
public sealed record VerificationRecord(
    DateTimeOffset At, bool Verified, DateTimeOffset? GoodSince, ImmutableArray<VerificationSignal> Signals, string Summary)
{
    /// <summary>True once it will never be verified: AWS has given the change up, or the time is over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Failed { get; init; }

    // For records without good_since: JSON requires every constructor parameter that has no default.
    [JsonConstructor]
    internal VerificationRecord(DateTimeOffset at, bool verified, ImmutableArray<VerificationSignal> signals, string summary)
        : this(at, verified, null, signals, summary)
    {
    }
}
