using System.Globalization;
using Amazon.Runtime;

namespace Amazon.Compat.Protocols.Query;

/// <summary>Writes a member if it is set: a null is left out, an empty list is <c>Name=</c>.</summary>
internal sealed class QueryForm(IDictionary<string, string> fields, string prefix = "")
{
    public void Text(string name, string value)
    {
        if (value is not null)
        {
            fields[prefix + name] = value;
        }
    }

    public void Constant(string name, ConstantClass value) => Text(name, value?.Value);

    public void Number(string name, int? value) => Text(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Base64.</summary>
    public void Blob(string name, MemoryStream value) => Text(name, value is null ? null : Convert.ToBase64String(value.ToArray()));

    public void Structure(string name, IQueryShape value) => value?.Write(Under(name));

    public void Texts(string name, List<string> values) => List(name, values, Text);

    public void Structures<T>(string name, List<T> values) where T : IQueryShape =>
        List(name, values, (member, value) => Structure(member, value));

    /// <summary><c>Map.entry.N.Name</c> and <c>Map.entry.N.Value</c>.</summary>
    public void Map<T>(string name, Dictionary<string, T> values) where T : IQueryShape
    {
        var number = 0;
        foreach (var (key, value) in values ?? [])
        {
            var entry = Under($"{name}.entry.{++number}");
            entry.Text("Name", key);
            entry.Structure("Value", value);
        }
    }

    private void List<T>(string name, List<T> values, Action<string, T> write)
    {
        if (values is [])
        {
            Text(name, "");
        }

        for (var index = 0; index < values?.Count; index++)
        {
            write($"{name}.member.{index + 1}", values[index]);
        }
    }

    private QueryForm Under(string name) => new(fields, $"{prefix}{name}.");
}
