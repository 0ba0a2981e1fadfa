using System.Text.Json;

namespace OpsAgent.Core.Primitives;

/// <summary>A stored record is damaged, or a newer version wrote it.</summary>
/// <param name="kind">What it is a record of, such as <c>proposal</c>.</param>
public sealed class UnreadableRecordException(string kind) : JsonException($"A stored {kind} cannot be read: it is damaged, or of a newer version.")
{
    /// <returns>RECORD_UNREADABLE, with what to do.</returns>
    public Refusal ToRefusal() => new(
        ErrorCode.RecordUnreadable,
        $"The stored {kind} cannot be read: it is damaged, or a newer version of OpsAgent wrote it. This request changed nothing. "
        + "Ask an administrator to deploy the newer version again, or to restore the record from the table's point-in-time recovery.");
}
