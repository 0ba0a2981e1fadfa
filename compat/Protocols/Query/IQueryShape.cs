namespace Amazon.Compat.Protocols.Query;

/// <summary>A request, or a structure inside one.</summary>
internal interface IQueryShape
{
    /// <summary>Writes the members that are set, under the name the form stands at.</summary>
    void Write(QueryForm form);
}
