using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Compiles a payload template; what cannot be compiled becomes a problem of the definition.</summary>
internal static class TemplateParser
{
    public static Template Parse(JsonNode? node, string location, Problems problems) => node switch
    {
        JsonObject members => Members(members, location, problems),
        JsonArray items => new Template.Elements([.. items.Select((item, i) => Parse(item, $"{location}[{i}]", problems))]),
        _ => new Template.Literal(JsonText.Copy(node)),
    };

    /// <summary>The text of a <c>.$</c> member: a path or an intrinsic function.</summary>
    public static Template Dynamic(string field, string text, string location, Problems problems)
    {
        if (PathParser.LooksLikePath(text))
        {
            if (PathParser.Parse(text, out var problem) is { } path)
            {
                return new Template.AtPath(field, path);
            }

            problems.Schema(problem, location);
        }
        else if (ExpressionParser.Parse(text, out var problem) is { } call)
        {
            return new Template.Calling(call);
        }
        else
        {
            problems.Schema($"The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call: {problem}", location);
        }

        return new Template.Literal(null);
    }

    private static Template.Members Members(JsonObject node, string location, Problems problems)
    {
        var items = ImmutableArray.CreateBuilder<KeyValuePair<string, Template>>();
        foreach (var (name, value) in node)
        {
            var here = $"{location}/{name}";
            if (!name.EndsWith(".$", StringComparison.Ordinal))
            {
                items.Add(new(name, Parse(value, here, problems)));
            }
            else if (value.IsString(out var text))
            {
                items.Add(new(name[..^2], Dynamic(name, text, here, problems)));
            }
            else
            {
                problems.Schema($"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call", here);
            }
        }

        return new Template.Members(items.ToImmutable());
    }
}
