using System.Text.Json;

namespace Amazon.Compat.Protocols.Json;

/// <summary>A request, or a structure inside one.</summary>
internal interface IJsonShape
{
    /// <summary>Writes the members that are set, inside the object the caller has opened.</summary>
    void Write(Utf8JsonWriter json);
}
