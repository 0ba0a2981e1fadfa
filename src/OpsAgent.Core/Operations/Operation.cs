using System.Text.Json.Serialization;

using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.Core.Operations;

/// <summary>
/// One thing that people can ask for, said once: routes, request validation, help, chat tools and documentation
/// are all read from here. Stateless; what it works on is handed to it.
/// </summary>
public abstract class Operation
{
    /// <summary>The wire name, <c>verb_object</c> in snake case; never changed once released.</summary>
    public abstract string Name { get; }

    public abstract OperationKind Kind { get; }

    /// <summary>A few words for a menu.</summary>
    public abstract string Title { get; }

    /// <summary>One or two sentences for people and chat models.</summary>
    public abstract string Description { get; }

    public abstract ParameterSet Parameters { get; }

    /// <summary>How people ask for it in chat; null when only its route, its form and a model reach it.</summary>
    public virtual ChatGrammar? Chat => null;
}

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
