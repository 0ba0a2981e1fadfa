using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Cli.Plugins;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Deployment.Tests.OpenApi;

/// <summary>openapi-schema.yaml: an OpenAPI document, the code's own contract, and an API that API Gateway and AWS::Include take.</summary>
public sealed partial class SchemaTests
{
    private static readonly JsonObject Schema = Document.Read();

    private static readonly string[] WithoutKey =
        ["/health", "/slack/commands", "/slack/events", "/slack/interactions", "/teams/messages", "/mcp", "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"];

    [Fact]
    public async Task Schema_ForTheSpecValidator_IsOpenApi()
    {
        var (exit, output) = await SpecValidator.CheckAsync(Schema.ToJsonString(), "json");
        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task Schema_WithAnOperationThatAnswersNothing_IsFoundByTheSpecValidator()
    {
        var invalid = Document.Read();
        invalid["paths"]!["/health"]!["get"]!.AsObject().Remove("responses");
        Assert.NotEqual(0, (await SpecValidator.CheckAsync(invalid.ToJsonString(), "json")).Exit);
    }

    [Fact]
    public void Schema_EveryRouteFieldAndCode_IsAsTheCodeEnforcesIt() => Assert.Empty(CodeComparison.Differences(Schema));

    /// <summary>Takes every rule of every request out, one at a time, and puts it back: not one may go unnoticed.</summary>
    [Fact]
    public void Schema_WithAnyOneRuleChanged_IsFound()
    {
        string[] rules = ["pattern", "enum", "minimum", "maximum", "minLength", "maxLength", "default", "required", "type"];
        var (copy, missed) = (Document.Read(), new List<string>());
        var checkedRules = RequestSchemas(copy).SelectMany(s => Document.Nodes(s).OfType<JsonObject>()).SelectMany(n =>
            rules.Where(r => n[r] is JsonValue or JsonArray && (r != "type" || Type(n) is "string" or "integer")).Select(r => (Node: n, Rule: r))).ToList();
        foreach (var (node, rule) in checkedRules)
        {
            var taken = node[rule];
            node.Remove(rule);
            if (CodeComparison.Differences(copy).Count == 0)
            {
                missed.Add($"{rule} of {node.GetPath()}");
            }

            node[rule] = taken;
        }

        Assert.Empty(CodeComparison.Differences(copy));
        Assert.True(missed.Count == 0, string.Join('\n', missed));
        Assert.InRange(checkedRules.Count, 200, 2000);
    }

    [Fact]
    public void Schema_WithARouteOrACodeLess_IsFound()
    {
        var withoutRoute = Document.Read();
        withoutRoute["paths"]!.AsObject().Remove("/operations/deny_action");
        Assert.ThrowsAny<Exception>(() => CodeComparison.Differences(withoutRoute));

        var withoutCode = Document.Read();
        withoutCode["components"]!["schemas"]!["Error"]!["properties"]!["code"]!["enum"]!.AsArray().RemoveAt(3);
        Assert.Contains("NOT_JSON", Assert.Single(CodeComparison.Differences(withoutCode)), StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_AskTheAuthorizerAndCountForTheUsagePlan_AllButWhatNeedsNoKeyAndPreflights() => Assert.All(
        Document.Operations(Schema),
        o => Assert.Equal(
            o.Method == "OPTIONS" || (WithoutKey.Contains(o.Path) && (o.Method, o.Path) is not ("POST", "/mcp")) ? "[]" : """[{"Caller":[],"UsagePlan":[]}]""",
            o.Operation["security"]!.ToJsonString()));

    [Fact]
    public void Operations_AreProxiedByPostToAnAlias() => Assert.All(Document.Operations(Schema), o =>
    {
        var integration = o.Operation["x-amazon-apigateway-integration"]!;
        Assert.Equal(("aws_proxy", "POST"), ((string?)integration["type"], (string?)integration["httpMethod"]));
        Assert.Contains(Document.Function(integration["uri"]!), FunctionNames.All);
    });

    [Fact]
    public void Operations_ArePartOfTheTemplate_WithTheAliasThatTheyName()
    {
        var template = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "template.yaml"));
        Assert.Contains("AutoPublishAlias: live", template, StringComparison.Ordinal);
        Assert.Contains("Fn::Transform: {Name: AWS::Include, Parameters: {Location: openapi-schema.yaml}}", template, StringComparison.Ordinal);
        Assert.Contains("  HasAllowedOrigins: ", template, StringComparison.Ordinal);
        Assert.Contains("OPSAGENT_ALLOWED_ORIGINS: !If [HasAllowedOrigins, !Ref AllowedOrigins, \"\"]", template, StringComparison.Ordinal);
        Assert.All(
            Document.Operations(Schema).Select(o => Document.Function(o.Operation["x-amazon-apigateway-integration"]!["uri"]!)).Append(FunctionNames.Authorizer).Distinct(),
            f => Assert.Contains($"\n  {f}Function:\n", template, StringComparison.Ordinal));
    }

    [Fact]
    public void Authorizer_SeesEveryRequest_AndNothingIsKept()
    {
        var caller = Schema["components"]!["securitySchemes"]!["Caller"]!;
        var authorizer = caller["x-amazon-apigateway-authorizer"]!;
        Assert.Equal(("custom", "request", 0), ((string?)caller["x-amazon-apigateway-authtype"], (string?)authorizer["type"], (int?)authorizer["authorizerResultTtlInSeconds"]));
        // With an identity source API Gateway would refuse for itself whoever brings the other credential.
        Assert.Null(authorizer["identitySource"]);
        Assert.Equal(FunctionNames.Authorizer, Document.Function(authorizer["authorizerUri"]!));
        Assert.Equal("AUTHORIZER", (string?)Schema["x-amazon-apigateway-api-key-source"]);
    }

    [Fact]
    public void Health_InACache_IsKeptForEachOriginByItself() => Assert.Equal(
        """["method.request.header.Origin"]""", Schema["paths"]!["/health"]!["get"]!["x-amazon-apigateway-integration"]!["cacheKeyParameters"]!.ToJsonString());

    [Fact]
    public void Models_HaveNamesThatApiGatewayTakes() => Assert.All(Schema["components"]!["schemas"]!.AsObject(), s => Assert.Matches("^[A-Za-z0-9]+$", s.Key));

    [Fact]
    public void Text_HasNoShortTagsAndNoAliases_WhichAwsIncludeDoesNotTake()
    {
        using var reader = new StreamReader(typeof(PluginSchema).Assembly.GetManifestResourceStream("openapi-schema.yaml")!);
        var text = string.Join('\n', reader.ReadToEnd().Split('\n').Where(l => !l.TrimStart().StartsWith('#')));
        Assert.DoesNotMatch(ShortTag(), text);
    }

    public static TheoryData<string> GatewayResponses => [.. Schema["x-amazon-apigateway-gateway-responses"]!.AsObject().Select(r => r.Key)];

    [Theory]
    [MemberData(nameof(GatewayResponses))]
    public void GatewayResponse_OfAnyType_HasTheShapeOfEveryOtherAnswer(string type)
    {
        var response = Schema["x-amazon-apigateway-gateway-responses"]![type]!;
        var template = Assert.Single(response["responseTemplates"]!.AsObject());
        var filled = JsonNode.Parse(template.Value!["Fn::Sub"]!.GetValue<string>()
            .Replace("${ExecutionMode}", "DRY_RUN", StringComparison.Ordinal)
            .Replace("$context.authorizer.code", "RATE_LIMITED", StringComparison.Ordinal))!.AsObject();

        Assert.Equal("application/json", template.Key);
        Assert.Null(JsonSchema.Validate(Schema, Schema["components"]!["schemas"]!["Failure"]!, filled));
        var own = ApiResponses.Of(ApiContent.None, new Refusal(ErrorCode.NotFound, "x"), ExecutionMode.DryRun, "c", DateTimeOffset.UnixEpoch);
        Assert.Equal(JsonNode.Parse(own.Body)!.AsObject().Select(m => m.Key), filled.Select(m => m.Key));
        Assert.All(["Cache-Control", "X-Content-Type-Options"], h =>
            Assert.Equal($"'{own.Headers[h]}'", (string?)response["responseParameters"]![$"gatewayresponse.header.{h}"]));
    }

    [Theory]
    [InlineData("UNAUTHORIZED", "401", "AUTHENTICATION_FAILED")]
    [InlineData("ACCESS_DENIED", "403", "$context.authorizer.code")]
    [InlineData("AUTHORIZER_FAILURE", "503", "INTERNAL_ERROR")]
    [InlineData("AUTHORIZER_CONFIGURATION_ERROR", "503", "INTERNAL_ERROR")]
    [InlineData("INVALID_API_KEY", "503", "INTERNAL_ERROR")]
    [InlineData("THROTTLED", "429", "RATE_LIMITED")]
    [InlineData("QUOTA_EXCEEDED", "429", "RATE_LIMITED")]
    [InlineData("REQUEST_TOO_LARGE", "413", "PAYLOAD_TOO_LARGE")]
    [InlineData("UNSUPPORTED_MEDIA_TYPE", "415", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("BAD_REQUEST_BODY", "400", "NOT_JSON")]
    [InlineData("BAD_REQUEST_PARAMETERS", "400", "NOT_JSON")]
    [InlineData("MISSING_AUTHENTICATION_TOKEN", "404", "NOT_FOUND")]
    [InlineData("RESOURCE_NOT_FOUND", "404", "NOT_FOUND")]
    [InlineData("DEFAULT_4XX", null, "USER_NOT_AUTHORIZED")]
    [InlineData("DEFAULT_5XX", null, "INTERNAL_ERROR")]
    public void GatewayResponse_OfAType_HasItsStatusAndCode(string type, string? status, string code)
    {
        var response = Schema["x-amazon-apigateway-gateway-responses"]![type]!;
        Assert.Equal(status, (string?)response["statusCode"]);
        Assert.Contains($"\"code\":\"{code}\"", response["responseTemplates"]!["application/json"]!["Fn::Sub"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(status == "429", response["responseParameters"]!["gatewayresponse.header.Retry-After"] is not null && status != "503");
    }

    [Fact]
    public void GatewayResponses_ToPages_NameTheFirstAllowedOriginAndNoOther() => Assert.All(
        Schema["x-amazon-apigateway-gateway-responses"]!.AsObject(),
        r => Assert.Equal(
            """{"Fn::If":["HasAllowedOrigins",{"Fn::Sub":["'${First}'",{"First":{"Fn::Select":[0,{"Fn::Split":[",",{"Ref":"AllowedOrigins"}]}]}}]},{"Ref":"AWS::NoValue"}]}""",
            r.Value!["responseParameters"]!["gatewayresponse.header.Access-Control-Allow-Origin"]!.ToJsonString(Plain)));

    [Fact]
    public void ResponseExamples_AreAsTheirSchemas() => Assert.All(
        Document.Operations(Schema).SelectMany(o => o.Operation["responses"]!.AsObject()).Select(r => r.Value!["content"]?["application/json"]).Where(c => c?["example"] is not null),
        c => Assert.Null(JsonSchema.Validate(Schema, c!["schema"]!, c["example"])));

    [Fact]
    public void RequestExamples_AreAsTheirSchemas() => Assert.All(
        Document.Operations(Schema).Where(o => o.Operation["requestBody"] is not null),
        o => Assert.Null(JsonSchema.Validate(Schema, Document.Body(Schema, o.Operation)!, o.Operation["requestBody"]!["content"]!["application/json"]!["example"])));

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<JsonNode> RequestSchemas(JsonObject document) => Document.Operations(document).Where(o => o.Method is not ("OPTIONS" or "HEAD")).SelectMany(o => (IEnumerable<JsonNode?>)
    [
        Document.Body(document, o.Operation),
        .. o.Operation["parameters"]!.AsArray().Where(p => (string?)p!["in"] == "query" && (string?)p["name"] != "user_id"),
    ]).OfType<JsonNode>();

    private static string? Type(JsonObject rules) => rules["type"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    [GeneratedRegex(@"(^|[\s\[{,])(![A-Za-z]|[&*][A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex ShortTag();
}
