using System.Text.Json.Nodes;

namespace OpsAgent.Cli.Plugins;

/// <summary>
/// What a chat plugin gets of openapi-schema.yaml: the marked operations, without what only API Gateway and this repository
/// read, and within the stricter of each of the rules of Amazon Q Business and Amazon Quick.
/// <list type="table">
/// <item><term>user</term><description>named by a field where a key is sent; by the token, and no field, with OAuth</description></item>
/// <item><term>headers</term><description>none: a form has no use for them</description></item>
/// <item><term>arrays in answers</term><description>of any type, in words: Quick refuses the type</description></item>
/// </list>
/// </summary>
internal static class PluginSchema
{
    private const string Mark = "x-opsagent-plugin";
    private const string User = "user_id";
    private const string Scheme = "caller";

    private static readonly string[] Methods = ["get", "post"];

    // A bad HTTP status tells people nothing there, so that one stands for all of them.
    private static readonly string[] Answers = ["200", "401"];

    public static JsonObject Of(JsonObject schema, PluginTarget target)
    {
        var paths = new JsonObject();
        foreach (var (path, item) in schema["paths"]!.AsObject())
        {
            var operations = item!.AsObject().Where(o => Methods.Contains(o.Key) && o.Value![Mark]?.GetValue<bool>() is true).ToList();
            if (operations.Count > 0)
            {
                paths[path] = new JsonObject(operations.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)Operation(o.Key, o.Value!.AsObject(), target.Auth))));
            }
        }

        var plugin = new JsonObject
        {
            ["openapi"] = schema["openapi"]!.DeepClone(),
            ["info"] = schema["info"]!.DeepClone(),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = target.Endpoint.AbsoluteUri.TrimEnd('/') }),
            ["paths"] = paths,
        };
        plugin["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject { [Scheme] = SchemeOf(target) },
            ["schemas"] = Used(plugin["paths"]!, schema["components"]!["schemas"]!.AsObject(), target.Auth),
        };
        return plugin;
    }

    private static JsonObject Operation(string method, JsonObject given, PluginAuth auth)
    {
        var operation = new JsonObject();
        foreach (var name in (string[])["operationId", "summary", "description"])
        {
            operation[name] = given[name]!.DeepClone();
        }

        operation["x-amzn-operation-type"] = method == "get" ? "read" : "write";
        var parameters = given["parameters"]!.AsArray().Where(p => IsShown(p!, auth)).Select(p => Shown(p!)).ToArray();
        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray(parameters);
        }

        if (given["requestBody"] is { } body)
        {
            operation["requestBody"] = body.DeepClone();
            if (auth is PluginAuth.OAuth)
            {
                operation["requestBody"]!["content"]!["application/json"]!["example"]?.AsObject().Remove(User);
            }
        }

        operation["responses"] = new JsonObject(given["responses"]!.AsObject().Where(r => Answers.Contains(r.Key)).Select(r => KeyValuePair.Create(r.Key, (JsonNode?)Answer(r.Value!))));
        operation["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray() });
        return operation;
    }

    private static bool IsShown(JsonNode parameter, PluginAuth auth) =>
        parameter["in"]!.GetValue<string>() != "header" && (auth is PluginAuth.ApiKey || parameter["name"]!.GetValue<string>() != User);

    // Without a token nobody else says who asks.
    private static JsonNode Shown(JsonNode parameter)
    {
        var shown = parameter.DeepClone();
        if (parameter["name"]!.GetValue<string>() == User)
        {
            shown["required"] = true;
        }

        return shown;
    }

    private static JsonNode Answer(JsonNode response)
    {
        var answer = response.DeepClone();
        answer["content"]!["application/json"]!.AsObject().Remove("example");
        return answer;
    }

    private static JsonObject SchemeOf(PluginTarget target) => target.Auth is PluginAuth.ApiKey
        ? new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" }
        : new JsonObject
        {
            ["type"] = "oauth2",
            ["flows"] = new JsonObject
            {
                ["authorizationCode"] = new JsonObject
                {
                    ["authorizationUrl"] = target.AuthorizationUrl.AbsoluteUri,
                    ["tokenUrl"] = target.TokenUrl.AbsoluteUri,
                    // The issuer's own claim names the person.
                    ["scopes"] = new JsonObject { ["openid"] = "Who you are", ["email"] = "Your e-mail address" },
                },
            },
        };

    private static JsonObject Used(JsonNode paths, JsonObject all, PluginAuth auth)
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in paths.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!))
        {
            sent.UnionWith(References(operation["requestBody"]));
            Add(used, References(operation), all);
        }

        return new JsonObject(used.Select(name => KeyValuePair.Create(name, (JsonNode?)Model(all[name]!, sent.Contains(name), auth))));
    }

    private static void Add(SortedSet<string> used, IEnumerable<string> names, JsonObject all)
    {
        foreach (var name in names.Where(used.Add))
        {
            Add(used, References(all[name]), all);
        }
    }

    private static JsonNode Model(JsonNode given, bool isSent, PluginAuth auth)
    {
        var model = given.DeepClone();
        if (isSent)
        {
            Name(model.AsObject(), auth);
        }
        else
        {
            LoosenArrays(model);
        }

        // What a form does not offer cannot be sent, and no documentation says that either takes the keyword.
        model.AsObject().Remove("additionalProperties");
        return model;
    }

    private static void Name(JsonObject model, PluginAuth auth)
    {
        if (auth is PluginAuth.OAuth)
        {
            model["properties"]!.AsObject().Remove(User);
            return;
        }

        var required = model["required"]?.AsArray() ?? [];
        required.Add((JsonNode)User);
        model["required"] = required.DeepClone();
    }

    private static void LoosenArrays(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            if (members["type"] is JsonValue type && type.TryGetValue(out string? word) && word == "array")
            {
                members.Clear();
                members["description"] = "A JSON array.";
            }

            foreach (var (_, value) in members)
            {
                LoosenArrays(value);
            }
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => m.Key == "$ref" ? [m.Value!.GetValue<string>().Split('/')[^1]] : References(m.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
