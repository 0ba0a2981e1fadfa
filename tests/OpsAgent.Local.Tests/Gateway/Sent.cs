namespace OpsAgent.Local.Tests.Gateway;

/// <summary>One HTTP request.</summary>
/// <param name="Path">With its query, escaped.</param>
/// <param name="Headers">In the order in which they are sent; a name may stand there twice.</param>
internal sealed record Sent(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string? Body)
{
    public Sent With(string name, string value) => Without(name) with { Headers = [.. Without(name).Headers, (name, value)] };

    public Sent Without(string name) => this with { Headers = [.. Headers.Where(h => !string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase))] };

    public Sent WithQuery(string query) => this with { Path = Path + (Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query };
}
