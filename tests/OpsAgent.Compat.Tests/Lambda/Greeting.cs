using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OpsAgent.Compat.Tests.Lambda;

public sealed class Greeting
{
    public string? Name { get; set; }

    public DateTime? At { get; set; }

    public MemoryStream? Payload { get; set; }

    [SuppressMessage("Performance", "CA1819", Justification = "Bytes are what is tested.")]
    public byte[]? Bytes { get; set; }
}
