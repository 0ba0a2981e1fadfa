using System.Text.Json.Nodes;

namespace OpsAgent.Cli.Plugins;

/// <summary>
/// The OpenAPI document for a chat plugin: the operations marked in openapi-schema.yaml, without the extensions of API Gateway
/// and of this repository, within the rules of both Amazon Q Business and Amazon Quick.
/// <list type="table">
/// <item><term>user</term><description>a field with an API key; none with OAuth, where the token names the user</description></item>
/// <item><term>headers</term><description>removed: the generated form would ask for them</description></item>
/// <item><term>decisions</term><description>take the approval token alone, which a colleague hands over: nothing that a list shows decides</description></item>
/// <item><term>arrays in answers</term><description>described in words, without a type, because Quick rejects arrays</description></item>
/// </list>
/// </summary>
internal static class PluginSchema
{
    private const string PluginExtension = "x-opsagent-plugin";
    private const string PluginDescription = "x-opsagent-plugin-description";

    // Of several ways to name a proposal, the member that the plugin has.
    private const string PluginOnly = "x-opsagent-plugin-only";
    private const string User = "user_id";
    private const string Scheme = "caller";

    private static readonly string[] Methods = ["get", "post"];

    // Plugins show no error bodies, so that 401 stands for all errors.
    private static readonly string[] ResponseStatuses = ["200", "401"];

    public static JsonObject Create(JsonObject schema, PluginTarget target)
    {
        var paths = new JsonObject();
        foreach (var (path, item) in schema["paths"]!.AsObject())
        {
            var operations = item!.AsObject().Where(o => Methods.Contains(o.Key) && o.Value![PluginExtension]?.GetValue<bool>() is true).ToList();
            if (operations.Count > 0)
            {
                paths[path] = new JsonObject(operations.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)Operation(o.Key, o.Value!.AsObject(), target.Auth))));
            }
        }

        var only = schema["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!.AsObject()).Where(o => o.ContainsKey(PluginOnly))
            .ToDictionary(o => References(o["requestBody"]).Single(), o => o[PluginOnly]!.GetValue<string>());
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
            ["schemas"] = UsedSchemas(plugin["paths"]!, schema["components"]!["schemas"]!.AsObject(), only, target.Auth),
        };
        return plugin;
    }

    private static JsonObject Operation(string method, JsonObject source, PluginAuth auth)
    {
        var operation = new JsonObject();
        foreach (var name in (string[])["operationId", "summary"])
        {
            operation[name] = source[name]!.DeepClone();
        }

        operation["description"] = (source[PluginDescription] ?? source["description"])!.DeepClone();

        operation["x-amzn-operation-type"] = method == "get" ? "read" : "write";
        var parameters = source["parameters"]!.AsArray().Where(p => IsIncluded(p!, auth)).Select(p => CopyParameter(p!)).ToArray();
        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray(parameters);
        }

        if (source["requestBody"] is { } body)
        {
            operation["requestBody"] = body.DeepClone();
            if (auth is PluginAuth.OAuth)
            {
                operation["requestBody"]!["content"]!["application/json"]!["example"]?.AsObject().Remove(User);
            }
        }

        operation["responses"] = new JsonObject(source["responses"]!.AsObject().Where(r => ResponseStatuses.Contains(r.Key)).Select(r => KeyValuePair.Create(r.Key, (JsonNode?)CopyResponse(r.Value!))));
        operation["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray() });
        return operation;
    }

    private static bool IsIncluded(JsonNode parameter, PluginAuth auth) =>
        parameter["in"]!.GetValue<string>() != "header" && (auth is PluginAuth.ApiKey || parameter["name"]!.GetValue<string>() != User);

    // With an API key the user field is the only source of the user.
    private static JsonNode CopyParameter(JsonNode parameter)
    {
        var copy = parameter.DeepClone();
        if (parameter["name"]!.GetValue<string>() == User)
        {
            copy["required"] = true;
        }

        return copy;
    }

    private static JsonNode CopyResponse(JsonNode response)
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
                    // The scopes of the claims that name the user.
                    ["scopes"] = new JsonObject { ["openid"] = "Who you are", ["email"] = "Your e-mail address" },
                },
            },
        };

    private static JsonObject UsedSchemas(JsonNode paths, JsonObject all, Dictionary<string, string> only, PluginAuth auth)
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        var requestSchemas = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in paths.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!))
        {
            requestSchemas.UnionWith(References(operation["requestBody"]));
            Add(used, References(operation), all);
        }

        return new JsonObject(used.Select(name => KeyValuePair.Create(name, (JsonNode?)CopySchema(all[name]!, requestSchemas.Contains(name), only.GetValueOrDefault(name), auth))));
    }

    private static void Add(SortedSet<string> used, IEnumerable<string> names, JsonObject all)
    {
        foreach (var name in names.Where(used.Add))
        {
            Add(used, References(all[name]), all);
        }
    }

    private static JsonNode CopySchema(JsonNode source, bool isRequest, string? only, PluginAuth auth)
    {
        var model = source.DeepClone();
        if (isRequest)
        {
            KeepOnly(model.AsObject(), only);
            ApplyUserField(model.AsObject(), auth);
        }
        else
        {
            LoosenArrays(model);
        }

        // Not documented as supported by either; the generated form sends known members only.
        model.AsObject().Remove("additionalProperties");
        return model;
    }

    private static void KeepOnly(JsonObject model, string? only)
    {
        if (only is null)
        {
            return;
        }

        var required = model["required"]?.AsArray().Select(r => r!.GetValue<string>()) ?? [];
        var properties = model["properties"]!.AsObject();
        foreach (var name in properties.Select(p => p.Key).Where(p => p != only && p != User && !required.Contains(p)).ToList())
        {
            properties.Remove(name);
        }

        model["required"] = new JsonArray([only, .. required]);
    }

    private static void ApplyUserField(JsonObject model, PluginAuth auth)
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
            if (members["type"] is JsonValue type && type.TryGetValue(out string? typeName) && typeName == "array")
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
