namespace OpsAgent.Local.Tests.Gateway;

/// <summary>One HTTP request.</summary>
/// <param name="Path">With its query, escaped.</param>
/// <param name="Headers">In the order in which they are sent; a name may stand there twice.</param>
internal sealed record Sent(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string? Body)
{
    public Sent With(string name, string value) => Without(name) with { Headers = [.. Without(name).Headers, (name, value)] };

    public Sent Without(string name) => this with { Headers = [.. Headers.Where(h => !string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase))] };

    public Sent WithQuery(string query) => this with { Path = Path + (Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query };

    /// <summary>Asks for something else in place of the last word of the path, and for no query.</summary>
    public Sent WithLastWord(string word) => this with { Path = Path[..(Path.Split('?')[0].LastIndexOf('/') + 1)] + word };
}
