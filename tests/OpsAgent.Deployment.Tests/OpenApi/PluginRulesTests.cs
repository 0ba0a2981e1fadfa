using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Cli.Plugins;
using OpsAgent.Core.Operations;

namespace OpsAgent.Deployment.Tests.OpenApi;

/// <summary>The rules of Amazon Q Business and Amazon Quick for a plugin's OpenAPI file, checked for every variant.</summary>
public sealed partial class PluginRulesTests
{
    private const string Endpoint = "https://abc123.execute-api.us-east-1.amazonaws.com/production";

    public static TheoryData<string> Variants => [.. Enum.GetNames<PluginAuth>()];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Variant_AsYamlAndAsJson_IsOpenApi(string auth)
    {
        var (exit, output) = await SpecValidator.CheckAsync(YamlJson.Write(Of(auth)), "yaml");
        Assert.True(exit == 0, output);
        (exit, output) = await SpecValidator.CheckAsync(Of(auth).ToJsonString(), "json");
        Assert.True(exit == 0, output);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Variant_AsYaml_SaysWhatTheJsonSays(string auth) => Assert.True(JsonNode.DeepEquals(Of(auth), YamlJson.Read(YamlJson.Write(Of(auth)))));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Version_IsOpenApi30(string auth) => Assert.Matches(@"^3\.0\.[0-9]+$", (string?)Of(auth)["openapi"]);

    [Theory]
    [MemberData(nameof(Variants))]
    public void Size_IsAtMostAMegabyte(string auth)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(YamlJson.Write(Of(auth))), 1, 1_000_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(Of(auth).ToJsonString()), 1, 1_000_000);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Info_HasTitleDescriptionAndVersion(string auth) =>
        Assert.All(["title", "description", "version"], m => Assert.False(string.IsNullOrWhiteSpace((string?)Of(auth)["info"]![m])));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Operations_AreAtMostTwenty_AndAllThatPeopleNeed(string auth)
    {
        Assert.InRange(Operations(auth).Count, 1, 20);
        Assert.Equal(
            OperationCatalog.Default.Operations.Select(o => o.Name).Concat(["list_proposals", "get_proposal", "approve_action", "deny_action", "withdraw_action"]).Order(),
            Operations(auth).Select(o => (string)o.Operation["operationId"]!).Order());
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Servers_AreTheOneEndpoint(string auth) => Assert.Equal(Endpoint, (string?)Assert.Single(Of(auth)["servers"]!.AsArray())!["url"]);

    [Theory]
    [MemberData(nameof(Variants))]
    public void Paths_BeginWithASlash(string auth) => Assert.All(Operations(auth), o => Assert.Matches("^/[^/]*(/[^/]*)*$", o.Path));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Operations_HaveDescriptionAndResponses(string auth) => Assert.All(Operations(auth), o =>
    {
        Assert.InRange(((string?)o.Operation["description"])?.Length ?? 0, 1, 5000);
        Assert.NotEmpty(o.Operation["responses"]!.AsObject());
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public void OperationIds_AreShortVerbsAndObjects_EachOnce(string auth)
    {
        var ids = Operations(auth).Select(o => (string)o.Operation["operationId"]!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^(get|list|describe|search|reboot|scale|rollback|create|post|approve|deny|withdraw)_[a-z0-9_]{1,40}(?<!_[0-9])$", id));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Operations_NeedTheScheme(string auth) => Assert.All(Operations(auth), o =>
        Assert.Equal("""[{"caller":[]}]""", o.Operation["security"]!.ToJsonString()));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bodies_AreJsonBothWays(string auth) => Assert.All(
        Document.Nodes(Of(auth)).OfType<JsonObject>().Where(n => n["content"] is JsonObject),
        n => Assert.Equal("application/json", Assert.Single(n["content"]!.AsObject()).Key));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gets_HaveNoBody_AndPostsHaveOne(string auth) => Assert.All(Operations(auth), o => Assert.Equal(o.Method == "POST", o.Operation["requestBody"] is not null));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Diagnostics_AreGets_SoThatNobodyGetsAFormForThem(string auth) => Assert.All(Operations(auth), o =>
    {
        var id = (string?)o.Operation["operationId"];
        var isRead = id is "list_proposals" or "get_proposal" || OperationCatalog.Default.Operations.Any(k => k.Name == id && k is DiagnosticOperation);
        Assert.Equal((isRead ? "GET" : "POST", isRead ? "read" : "write"), (o.Method, (string?)o.Operation["x-amzn-operation-type"]));
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public void Parameters_HaveNameAndDescription_AndAreAtMostTen(string auth) => Assert.All(Operations(auth), o =>
    {
        var fields = Fields(Of(auth), o.Operation).ToList();
        Assert.InRange(fields.Count, 0, 10);
        Assert.All(fields, f =>
        {
            Assert.Matches("^[a-z][a-z_]*$", f.Name);
            Assert.InRange(((string?)f.Field["description"])?.Length ?? 0, 1, 5000);
        });
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public void Requests_AreFlat(string auth) => Assert.All(
        Operations(auth).SelectMany(o => Fields(Of(auth), o.Operation)),
        f => Assert.True((string?)(f.Field["schema"] ?? f.Field)["type"] is "string" or "integer", f.Name));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Schemas_HaveNoArraysAndNoCombinations(string auth) => Assert.All(Document.Nodes(Of(auth)).OfType<JsonObject>(), n =>
    {
        Assert.All(["allOf", "anyOf", "oneOf", "not", "items", "additionalProperties"], word => Assert.False(n.ContainsKey(word), $"{n.GetPath()} has {word}"));
        Assert.False(n["type"] is JsonValue value && value.TryGetValue(out string? type) && type == "array", $"{n.GetPath()} is an array");
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public void References_LeadSomewhereAndNeverBack(string auth)
    {
        var plugin = Of(auth);
        Assert.All(plugin["components"]!["schemas"]!.AsObject(), s => Follow(plugin, s.Key, []));
        Assert.All(Document.Nodes(plugin).OfType<JsonObject>().Where(n => n.ContainsKey("$ref")), n => Follow(plugin, Name(n), []));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Descriptions_NameNoAddressNoPathAndNoReference(string auth) => Assert.All(
        Document.Nodes(Of(auth)).OfType<JsonObject>().Select(n => n["description"]).OfType<JsonValue>(),
        d => Assert.DoesNotMatch(@"https?://|(^|\s)/[a-z]|#/", d.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Variants))]
    public void File_HasNothingThatOnlyApiGatewayReads(string auth)
    {
        var text = Of(auth).ToJsonString();
        Assert.All(["x-amazon-apigateway", "x-opsagent", "Fn::", "UsagePlan", "lambda"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void OAuth_IsTheAuthorizationCodeFlow_AndNobodyNamesThemselves()
    {
        var plugin = Of(nameof(PluginAuth.OAuth));
        var scheme = plugin["components"]!["securitySchemes"]!["caller"]!;
        Assert.Equal("oauth2", (string?)scheme["type"]);
        var flow = Assert.Single(scheme["flows"]!.AsObject());
        Assert.Equal(("authorizationCode", "https://login.example.com/authorize", "https://login.example.com/token"), (flow.Key, (string?)flow.Value!["authorizationUrl"], (string?)flow.Value["tokenUrl"]));
        Assert.DoesNotContain("user_id", plugin.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-OpsAgent-User", plugin.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ApiKey_IsAHeader_AndEverybodyNamesThemselves()
    {
        var plugin = Of(nameof(PluginAuth.ApiKey));
        Assert.Equal("""{"type":"apiKey","in":"header","name":"X-API-Key"}""", plugin["components"]!["securitySchemes"]!["caller"]!.ToJsonString());
        Assert.All(Operations(nameof(PluginAuth.ApiKey)), o => Assert.True(IsNeeded(plugin, o.Operation, "user_id"), o.Path));
    }

    // What a model can list decides nothing: neither field nor words for it.
    [Theory]
    [MemberData(nameof(Variants))]
    public void Decisions_TakeTheHandedTokenAlone_AndSayWhoseItIs(string auth)
    {
        var plugin = Of(auth);
        foreach (var (_, path, operation) in Operations(auth).Where(o => (string?)o.Operation["operationId"] is "approve_action" or "deny_action" or "withdraw_action"))
        {
            Assert.Empty(Fields(plugin, operation).Select(f => f.Name).Except(["approval_token", "reason", "user_id"]));
            Assert.True(IsNeeded(plugin, operation, "approval_token"), path);
            Assert.DoesNotContain("plan_hash", (string)operation["description"]!, StringComparison.Ordinal);
        }

        var approve = (string)Operations(auth).Single(o => (string?)o.Operation["operationId"] == "approve_action").Operation["description"]!;
        Assert.All(["from a colleague", "handed it over", "can never approve", "DecisionClients", "never for a change of high risk"], words => Assert.Contains(words, approve, StringComparison.Ordinal));
    }

    private static bool IsNeeded(JsonObject plugin, JsonObject operation, string name) => Document.Body(plugin, operation) is { } body
        ? body["required"]?.AsArray().Any(r => (string?)r == name) is true && body["properties"]![name] is not null
        : operation["parameters"]!.AsArray().Any(p => (string?)p!["name"] == name && p["required"]?.GetValue<bool>() is true);

    private static JsonObject Of(string auth) => PluginSchema.Create(Document.Read(), new PluginTarget(
        new Uri(Endpoint + "/"), Enum.Parse<PluginAuth>(auth), new Uri("https://login.example.com/authorize"), new Uri("https://login.example.com/token")));

    private static List<(string Method, string Path, JsonObject Operation)> Operations(string auth) => [.. Document.Operations(Of(auth))];

    private static IEnumerable<(string Name, JsonNode Field)> Fields(JsonObject plugin, JsonObject operation) =>
    [
        .. operation["parameters"]?.AsArray().Select(p => ((string)p!["name"]!, p)) ?? [],
        .. Document.Body(plugin, operation)?["properties"]!.AsObject().Select(p => (p.Key, p.Value!)) ?? [],
    ];

    private static string Name(JsonObject reference) => LocalReference().Match((string)reference["$ref"]!).Groups[1].Value;

    private static void Follow(JsonObject plugin, string name, IReadOnlyList<string> path)
    {
        Assert.DoesNotContain(name, path);
        var schema = Assert.IsType<JsonObject>(plugin["components"]!["schemas"]![name]);
        Assert.All(Document.Nodes(schema).OfType<JsonObject>().Where(n => n.ContainsKey("$ref")), n => Follow(plugin, Name(n), [.. path, name]));
    }

    [GeneratedRegex(@"^#/components/schemas/([A-Za-z0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalReference();
}
