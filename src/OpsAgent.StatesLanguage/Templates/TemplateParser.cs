using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses a Payload Template and adds an error for each invalid member.</summary>
internal static class TemplateParser
{
    public static Template Parse(JsonNode? node, string location, DefinitionErrors errors) => node switch
    {
        JsonObject members => Members(members, location, errors),
        JsonArray items => new Template.Elements([.. items.Select((item, i) => Parse(item, $"{location}[{i}]", errors))]),
        _ => new Template.Literal(JsonText.Copy(node)),
    };

    /// <summary>Whether the value can be that of a <c>.$</c> member.</summary>
    public static bool IsDynamic(JsonNode? value) =>
        value.IsString(out var text) && (PathParser.Parse(text, out _) is not null || ExpressionParser.Parse(text, out _) is not null);

    /// <summary>Parses the value of a <c>.$</c> member: a path or an intrinsic function.</summary>
    public static Template ParseDynamic(string field, string text, string location, DefinitionErrors errors)
    {
        if (PathParser.IsPath(text))
        {
            if (PathParser.Parse(text, out var problem) is { } path)
            {
                return new Template.PathReference(field, path);
            }

            errors.AddSchemaError(problem, location);
        }
        else if (ExpressionParser.Parse(text, out var problem) is { } call)
        {
            return new Template.IntrinsicCall(call);
        }
        else
        {
            errors.AddSchemaError($"The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call: {problem}", location);
        }

        return new Template.Literal(null);
    }

    private static Template.Members Members(JsonObject node, string location, DefinitionErrors errors)
    {
        var items = ImmutableArray.CreateBuilder<KeyValuePair<string, Template>>();
        foreach (var (name, value) in node)
        {
            var memberLocation = $"{location}/{name}";
            if (!name.EndsWith(".$", StringComparison.Ordinal))
            {
                if (IsDynamic(value))
                {
                    errors.AddWarning("NO_DOLLAR", "No .$ on a field that appears to be a JSONPath or Intrinsic Function.", memberLocation);
                }

                items.Add(new(name, Parse(value, memberLocation, errors)));
            }
            else if (value.IsString(out var text))
            {
                items.Add(new(name[..^2], ParseDynamic(name, text, memberLocation, errors)));
            }
            else
            {
                errors.AddSchemaError($"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call", memberLocation);
            }
        }

        return new Template.Members(items.ToImmutable());
    }
}
