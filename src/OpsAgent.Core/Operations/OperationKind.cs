using System.Text.Json.Serialization;

namespace OpsAgent.Core.Operations;

public enum OperationKind
{
    /// <summary>Looks, and answers at once.</summary>
    [JsonStringEnumMemberName("diagnostic")]
    Diagnostic,

    /// <summary>Changes AWS: proposed, approved by a person, executed, verified.</summary>
    [JsonStringEnumMemberName("write")]
    Write,

    /// <summary>Changes OpsAgent's own records or posts a message; answers at once, fully audited.</summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,
}
