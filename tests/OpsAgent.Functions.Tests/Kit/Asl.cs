using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>The state machine as it is deployed: what it sends to a step and what it reads of the answer.</summary>
internal static class Asl
{
    public static JsonObject Definition { get; } = Load();

    public static StateMachineDefinition Machine { get; } = DefinitionParser.Parse(Definition.ToJsonString(), out var problems) ?? throw new InvalidOperationException(problems);

    public static JsonObject AllStates => Definition["States"]!.AsObject();

    public static JsonObject State(string name) => AllStates[name]!.AsObject();

    public static bool IsTask(string name) => Text(State(name)["Type"]) == "Task";

    /// <summary>The machine in which VerifyOutcome looks again this often.</summary>
    public static StateMachineDefinition WithMaxLooks(int looks)
    {
        var verify = Task("VerifyOutcome");
        var retriers = verify.Retriers.Select(r => r.ErrorEquals.Contains("NotSettled") ? r with { MaxAttempts = looks } : r);
        return Machine with { States = Machine.States.SetItem("VerifyOutcome", verify with { Retriers = [.. retriers] }) };
    }

    /// <summary>What an execution is started with.</summary>
    public static JsonObject InputFor(ProposalId id) => new() { ["proposal_id"] = id.Value };

    /// <returns>The function that a Task calls: <c>${ValidateTagsFunction}</c> is ValidateTags.</returns>
    public static string FunctionOf(string state) => FunctionNamed(Text(State(state)["Parameters"]!["FunctionName"]));

    public static string FunctionNamed(string placeholder) => placeholder["${".Length..^"Function}".Length];

    /// <summary>The context object, as far as every state reads it.</summary>
    public static JsonObject ContextOf(string executionId) => new() { ["Execution"] = new JsonObject { ["Id"] = executionId } };

    /// <summary>What the Task sends, out of the machine's data and the context object.</summary>
    public static JsonObject Payload(string state, JsonObject run, JsonObject context) =>
        DataFlow.ApplyParameters(Task(state).Payload, new DataScope(run, () => context))!["Payload"]!.AsObject();

    /// <summary>What the Task keeps of the function's answer. A path that leads nowhere fails, as it does in AWS.</summary>
    public static JsonNode Kept(string state, JsonNode answer)
    {
        var result = new DataScope(Invoked(answer), () => []);
        return Task(state).Payload.ResultSelector is { } selector ? TemplateEvaluator.Evaluate(selector, result)! : result.Data!;
    }

    /// <summary>What <c>lambda:invoke</c> answers.</summary>
    public static JsonObject Invoked(JsonNode? answer) => new() { ["StatusCode"] = 200, ["Payload"] = answer };

    /// <summary>Every error name in a Retry or Catch of the machine.</summary>
    public static IEnumerable<string> ErrorNames() =>
        from state in AllStates
        from list in new[] { "Retry", "Catch" }
        from rule in state.Value![list]?.AsArray() ?? []
        from name in rule!["ErrorEquals"]!.AsArray()
        select Text(name);

    public static IEnumerable<string> TaskNames() => AllStates.Select(s => s.Key).Where(IsTask);

    public static string Text(JsonNode? node) => node!.GetValue<string>();

    private static StatesLanguage.State.Task Task(string name) => (StatesLanguage.State.Task)Machine.States[name];

    private static JsonObject Load()
    {
        using var stream = typeof(Asl).Assembly.GetManifestResourceStream("write-operation.asl.json")!;
        return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();
    }
}
