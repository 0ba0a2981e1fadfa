using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Console;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Deployment.Tests.OpenApi;

/// <summary>Where openapi-schema.yaml says something else than the code enforces, either way.</summary>
internal sealed class CodeComparison(JsonObject document)
{
    private readonly List<string> _differences = [];

    public static IReadOnlyList<string> Differences(JsonObject document)
    {
        var comparison = new CodeComparison(document);
        comparison.CompareRoutes();
        comparison.CompareOperations();
        comparison.CompareDecisions();
        comparison.CompareEnvelopes();
        comparison.CompareChat();
        comparison.CompareConsole();
        comparison.CompareErrors();
        return comparison._differences;
    }

    private void CompareRoutes()
    {
        var routes = Routes.Of(OperationCatalog.Default);
        Compare("routes", routes.Select(r => $"{r.Method} {r.Path} {r.Function} {r.HasAuthorizer}")
            .Concat(routes.Select(r => $"OPTIONS {r.Path} {FunctionNames.Health} False").Distinct()), Document.Operations(document).Select(o =>
            $"{o.Method} {o.Path} {Document.Function(o.Operation["x-amazon-apigateway-integration"]!["uri"]!)} {o.Operation["security"]!.AsArray().Count > 0}"));
    }

    private void CompareOperations()
    {
        foreach (var operation in OperationCatalog.Default.Operations)
        {
            var method = operation.Kind is OperationKind.Diagnostic ? "get" : "post";
            if (document["paths"]?[$"/operations/{operation.Name}"]?[method] is not JsonObject schema)
            {
                _differences.Add($"{operation.Name} is not there");
                continue;
            }

            Compare($"{operation.Name} names", [operation.Name, operation.Title, Described(operation)],
                ((string[])["operationId", "summary", "description"]).Select(m => (string?)schema[m]));
            if (method == "get")
            {
                CompareQuery(operation.Name, operation.Parameters, schema);
            }
            else
            {
                CompareBody(operation.Name, operation.Parameters, Document.Body(document, schema)!, isFlat: true);
            }
        }
    }

    private void CompareDecisions()
    {
        foreach (var (verb, parameters) in new[] { ("approve", DecisionParameters.Plain), ("deny", DecisionParameters.Reasoned), ("withdraw", DecisionParameters.Reasoned) })
        {
            CompareBody($"{verb}_action", parameters, BodyOf($"/operations/{verb}_action"), isFlat: true);
            CompareBody(verb, parameters, BodyOf($"/operations/{verb}")["properties"]!["parameters"]!.AsObject(), isFlat: false);
        }

        CompareBody("break_glass", DecisionParameters.BreakGlass, BodyOf("/operations/break_glass")["properties"]!["parameters"]!.AsObject(), isFlat: false);
        CompareBody("review_break_glass", DecisionParameters.Review, BodyOf("/operations/review_break_glass")["properties"]!["parameters"]!.AsObject(), isFlat: false);
        CompareBody("propose_again", DecisionParameters.Again, BodyOf("/operations/propose_again"), isFlat: true);
        CompareBody("adopt", DecisionParameters.Adoption, BodyOf("/operations/adopt")["properties"]!["parameters"]!.AsObject(), isFlat: false);
    }

    private void CompareEnvelopes()
    {
        Envelope("diagnostic", Names<DiagnosticOperation>(), []);
        Envelope("propose", ["propose_action"], ["parameters"]);
        Envelope("approve", ["approve_action"], ["parameters"]);
        Envelope("adopt", ["adopt_action"], ["parameters"]);
        Envelope("break_glass", ["break_glass_action"], ["parameters"]);
        Envelope("review_break_glass", ["review_break_glass_action"], ["parameters"]);
        Envelope("deny", ["deny_action"], ["parameters"]);
        Envelope("withdraw", ["withdraw_action"], ["parameters"]);
        Envelope("workflow", Names<WorkflowOperation>(), []);
        var parameters = BodyOf("/operations/propose")["properties"]!["parameters"]!;
        Compare("action", Names<WriteOperation>().Prepend("string"), Words(parameters["properties"]!["action"]!["enum"]).Prepend((string?)parameters["properties"]!["action"]!["type"]));
        Compare("action required", ["action"], Words(parameters["required"]));
        Compare(
            "user_context",
            RequestUser.ContextMembers.Select(m => $"{m} string 1 {RequestUser.MaxLength}"),
            document["components"]!["schemas"]!["UserContext"]!["properties"]!.AsObject().Select(p => $"{p.Key} {p.Value!["type"]} {p.Value["minLength"]} {p.Value["maxLength"]}"));
    }

    private void CompareChat()
    {
        var body = BodyOf("/chat").DeepClone().AsObject();
        Compare("chat user", ["#/components/schemas/UserContext"], [(string?)body["properties"]!["user_context"]?["$ref"]]);
        body["properties"]!.AsObject().Remove("user_context");
        CompareBody("chat", ChatRequest.Members, body, isFlat: false);
    }

    private void CompareConsole()
    {
        foreach (var route in Routes.Of(OperationCatalog.Default).Where(r => r.Function == FunctionNames.Console))
        {
            CompareQuery(route.Path, ConsoleFunction.ParametersOf(route.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)), document["paths"]![route.Path]!["get"]!.AsObject());
        }
    }

    private void CompareQuery(string name, ParameterSet parameters, JsonObject schema) =>
        Compare($"{name} query", parameters.All.Select(Line), schema["parameters"]!.AsArray()
            .Where(p => (string?)p!["in"] == "query" && (string?)p["name"] != RequestUser.Flat)
            .Select(p => Line((string)p!["name"]!, (string?)p["description"], p["required"]?.GetValue<bool>() is true, p["schema"]!)));

    private void CompareErrors()
    {
        Compare("error codes", Enum.GetValues<ErrorCode>().Select(WireName.Of), Words(document["components"]!["schemas"]!["Error"]!["properties"]!["code"]!["enum"]));
        Compare(
            "error statuses",
            Enum.GetValues<ErrorCode>().Select(c => (Code: WireName.Of(c), Status(c))).Where(c => c.Item2 != 200).Select(c => $"{c.Code} {c.Item2}"),
            document["x-opsagent-error-statuses"]!.AsObject().Select(c => $"{c.Key} {c.Value}"));
        Compare("modes", Enum.GetValues<ExecutionMode>().Select(WireName.Of), Words(document["components"]!["schemas"]!["Failure"]!["properties"]!["execution_mode"]!["enum"]));
    }

    private void Envelope(string verb, IEnumerable<string> operations, IEnumerable<string> required)
    {
        var body = BodyOf($"/operations/{verb}");
        Compare($"{verb} operation", operations.Prepend("string"), Words(body["properties"]!["operation"]!["enum"]).Prepend((string?)body["properties"]!["operation"]!["type"]));
        Compare($"{verb} members", ["operation", "parameters", "user_context"], body["properties"]!.AsObject().Select(p => p.Key));
        Compare($"{verb} required", required.Prepend("operation"), Words(body["required"]));
        Compare($"{verb} closed", ["false"], [$"{body["additionalProperties"]}"]);
    }

    private void CompareBody(string name, ParameterSet parameters, JsonObject body, bool isFlat)
    {
        var required = Words(body["required"]).ToHashSet(StringComparer.Ordinal);
        var properties = body["properties"]!.AsObject();
        Compare($"{name} body", parameters.All.Select(Line), properties.Where(p => !isFlat || p.Key != RequestUser.Flat)
            .Select(p => Line(p.Key, (string?)p.Value!["description"], required.Contains(p.Key), p.Value)));
        Compare($"{name} required", parameters.All.Where(p => p.Required).Select(p => p.Name), required);
        Compare($"{name} closed", ["false"], [$"{body["additionalProperties"]}"]);
        if (isFlat)
        {
            Compare($"{name} user", [$"string 1 {RequestUser.MaxLength}"], [$"{properties[RequestUser.Flat]?["type"]} {properties[RequestUser.Flat]?["minLength"]} {properties[RequestUser.Flat]?["maxLength"]}"]);
        }
    }

    private JsonObject BodyOf(string path) => Document.Body(document, document["paths"]![path]!["post"]!.AsObject())!;

    private void Compare(string subject, IEnumerable<string?> code, IEnumerable<string?> schema)
    {
        var (left, right) = (code.OfType<string>().Order(StringComparer.Ordinal).ToList(), schema.Select(w => w ?? "nothing").Order(StringComparer.Ordinal).ToList());
        if (!left.SequenceEqual(right))
        {
            _differences.Add($"{subject}: the code has {string.Join(" | ", left.Except(right))}, the schema {string.Join(" | ", right.Except(left))}");
        }
    }

    private static int Status(ErrorCode code) => ApiResponses.Of(ApiContent.None, new Refusal(code, "x"), ExecutionMode.LocalMock, "c", DateTimeOffset.UnixEpoch).StatusCode;

    private static string Described(Operation operation) => string.Join(' ', [operation.Description, .. operation.Parameters.Rules.Select(r => $"Rule: {r.Description}.")]);

    private static string Line(Parameter parameter) => Line(parameter.Name, parameter.Description, parameter.Required, parameter.Schema());

    private static string Line(string name, string? description, bool required, JsonNode schema)
    {
        var rules = schema.DeepClone().AsObject();
        rules.Remove("description");
        return $"{name} {required} {description} {CanonicalJson.Text(rules.ToElement())}";
    }

    private static IEnumerable<string> Names<T>()
        where T : Operation => OperationCatalog.Default.Operations.OfType<T>().Select(o => o.Name);

    private static IEnumerable<string?> Words(JsonNode? array) => array?.AsArray().Select(w => w!.GetValue<string>()) ?? [];
}
