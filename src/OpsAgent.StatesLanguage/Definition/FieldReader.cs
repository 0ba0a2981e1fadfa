using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads the fields of one object of a definition and remembers which were read, so that every other is refused by name.</summary>
internal sealed class FieldReader(JsonObject node, string location, string owner, Problems problems)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Location { get; } = location;

    public string Owner { get; } = owner;

    public Problems Problems { get; } = problems;

    public IEnumerable<string> Names => node.Select(member => member.Key);

    public bool Has(string name) => node.ContainsKey(name);

    public string At(string name) => Location == "/" ? "/" + name : $"{Location}/{name}";

    public JsonNode? Node(string name)
    {
        _read.Add(name);
        return node.TryGetPropertyValue(name, out var value) ? value : null;
    }

    public string? Text(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsString(out var text))
        {
            return text;
        }

        Refuse(name, "must be a string");
        return null;
    }

    public bool? Flag(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsBoolean(out var flag))
        {
            return flag;
        }

        Refuse(name, "must be a boolean");
        return null;
    }

    public long? Whole(string name, long least, long most)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsWholeNumber(out var value) && value >= least && value <= most)
        {
            return value;
        }

        Refuse(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    public double? Number(string name, double least)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsNumber() && Node(name).AsDouble() is var value && value >= least)
        {
            return value;
        }

        Refuse(name, $"must be a number of at least {least}");
        return null;
    }

    public JsonPath? Path(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var path = PathParser.Parse(text, out var problem);
        if (path is null)
        {
            Refuse(name, $"is not supported: {problem}");
        }

        return path;
    }

    /// <summary>A path whose absence means <c>$</c> and whose explicit null means nothing at all.</summary>
    public JsonPath? PathOrDiscard(string name)
    {
        if (!Has(name))
        {
            return JsonPath.Root;
        }

        return Node(name) is null ? null : Path(name) ?? JsonPath.Root;
    }

    /// <summary>The objects of an array, or none if the field is absent.</summary>
    public IEnumerable<FieldReader> Objects(string name)
    {
        if (!Has(name))
        {
            yield break;
        }

        if (Node(name) is not JsonArray items)
        {
            Refuse(name, "must be an array");
            yield break;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is JsonObject item)
            {
                yield return new FieldReader(item, $"{At(name)}[{i}]", Owner, Problems);
            }
            else
            {
                Problems.Schema("Expected value of type Object", $"{At(name)}[{i}]");
            }
        }
    }

    public void Refuse(string name, string why)
    {
        _read.Add(name);
        Problems.Schema($"The field '{name}' of {Owner} {why}", At(name));
    }

    public void Require(string name)
    {
        if (!Has(name))
        {
            Problems.Schema($"These fields are required: [{name}]", Location);
        }
    }

    public void RefuseTheRest()
    {
        foreach (var (name, _) in node)
        {
            if (!_read.Contains(name))
            {
                Refuse(name, "is not supported");
            }
        }
    }
}
