namespace OpsAgent.Core.Operations;

public enum OperationKind
{
    /// <summary>Looks, and answers at once.</summary>
    Diagnostic,

    /// <summary>Changes AWS: proposed, approved by a person, executed, verified.</summary>
    Write,

    /// <summary>Changes OpsAgent's own records or posts a message; answers at once, fully audited.</summary>
    Workflow,
}
