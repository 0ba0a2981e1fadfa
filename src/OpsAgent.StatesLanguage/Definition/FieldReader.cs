using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads the fields of one JSON object of a definition, adds an error for each invalid one and remembers which were read, for <see cref="RejectUnknownFields"/>.</summary>
/// <param name="location">JSON pointer of the object.</param>
/// <param name="owner">The state or state machine that error messages name.</param>
internal sealed class FieldReader(JsonObject node, string location, string owner, DefinitionErrors errors)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Location { get; } = location;

    public string Owner { get; } = owner;

    public DefinitionErrors Errors { get; } = errors;

    public IEnumerable<string> Names => node.Select(member => member.Key);

    public bool Has(string name) => node.ContainsKey(name);

    public string LocationOf(string name) => Location == "/" ? "/" + name : $"{Location}/{name}";

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

        AddError(name, "must be a string");
        return null;
    }

    public bool? Boolean(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsBoolean(out var flag))
        {
            return flag;
        }

        AddError(name, "must be a boolean");
        return null;
    }

    public long? Integer(string name, long min, long max)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsWholeNumber(out var value) && value >= min && value <= max)
        {
            return value;
        }

        AddError(name, $"must be a whole number from {min} to {max}");
        return null;
    }

    public double? Number(string name, double min)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Node(name).IsNumber() && Node(name).AsDouble() is var value && value >= min)
        {
            return value;
        }

        AddError(name, $"must be a number of at least {min}");
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
            AddError(name, $"is not supported: {problem}");
        }

        return path;
    }

    public JsonPath? ReferencePath(string name) => Path(name) is { } path ? CheckReference(name, path) : null;

    /// <returns><c>$</c> if the field is absent; null if it is JSON null, which discards the data.</returns>
    public JsonPath? PathOrDiscard(string name)
    {
        if (!Has(name))
        {
            return JsonPath.Root;
        }

        return Node(name) is null ? null : Path(name) ?? JsonPath.Root;
    }

    /// <summary>A ResultPath: <c>$</c> if the field is absent; null if it is JSON null, which discards the result.</summary>
    public JsonPath? ResultPath()
    {
        const string Field = "ResultPath";
        var path = PathOrDiscard(Field);
        if (path is { IsContextPath: true })
        {
            AddError(Field, "must be a reference path and cannot write to the context object");
        }

        return path is null ? null : CheckReference(Field, path);
    }

    /// <returns>A reader for each object of an array; none if the field is absent.</returns>
    public IEnumerable<FieldReader> Objects(string name)
    {
        if (!Has(name))
        {
            yield break;
        }

        if (Node(name) is not JsonArray items)
        {
            AddError(name, "must be an array");
            yield break;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is JsonObject item)
            {
                yield return new FieldReader(item, $"{LocationOf(name)}[{i}]", Owner, Errors);
            }
            else
            {
                Errors.AddSchemaError("Expected value of type Object", $"{LocationOf(name)}[{i}]");
            }
        }
    }

    private JsonPath CheckReference(string name, JsonPath path)
    {
        if (!path.IsReference)
        {
            AddError(name, $"is not supported: '{path.Text}' is not a reference path: only member names and array indexes are supported");
        }

        return path;
    }

    public void AddError(string name, string problem)
    {
        _read.Add(name);
        Errors.AddSchemaError($"The field '{name}' of {Owner} {problem}", LocationOf(name));
    }

    /// <summary>Adds a warning if the field is text that looks like a path, which it will not be read as.</summary>
    public void WarnOfPath(string name)
    {
        if (Node(name).IsString(out var text) && PathParser.Parse(text, out _) is not null)
        {
            Errors.AddWarning("NO_PATH", "Field value looks like a path, but field name does not end with 'Path'.", LocationOf(name));
        }
    }

    public void Require(string name)
    {
        if (!Has(name))
        {
            Errors.AddSchemaError($"These fields are required: [{name}]", Location);
        }
    }

    public void RejectUnknownFields()
    {
        foreach (var (name, _) in node)
        {
            if (!_read.Contains(name))
            {
                AddError(name, "is not supported");
            }
        }
    }
}
