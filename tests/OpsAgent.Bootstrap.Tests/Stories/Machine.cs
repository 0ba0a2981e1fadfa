using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>
/// Plays the state machine: calls the steps when the functions start an execution or wake it, so that they see it move
/// as they would in AWS and nobody waits for a clock.
/// </summary>
internal sealed class Machine(Stage stage)
{
    private const int Window = 900;

    // The name of an execution begins with the operation.
    private static readonly ConcurrentDictionary<string, string> Operations = new(StringComparer.Ordinal);

    public static JsonObject Scale(int count, string onFailure = "keep") => new()
    {
        ["cluster"] = "main", ["service"] = "web", ["desired_count"] = count, ["reason"] = "The queue grows since eight", ["on_failure"] = onFailure,
    };

    public JsonObject Reboot() => new() { ["instance_id"] = stage.Account.Tagged, ["reason"] = "The application hangs since eight" };

    /// <summary>Says of which operation a proposal is that nobody heard being started.</summary>
    public static void Runs(string operation, string id) => Operations[id] = operation;

    /// <returns>A proposal that waits for people.</returns>
    public async Task<Proposed> ProposeAsync(string operation, JsonObject parameters, string? key = null)
    {
        var proposed = await StartAsync(operation, parameters, AskPeopleAsync, key);
        Assert.True(proposed.Answer["success"]!.GetValue<bool>(), proposed.Answer.ToJsonString());
        return proposed;
    }

    /// <summary>Proposes, and runs the steps once the execution was started.</summary>
    public Task<Proposed> StartAsync(string operation, JsonObject parameters, Func<string, Task> steps, string? key = null) =>
        StartAsync(ApiRequest.Post(FunctionNames.Proposals, $"/operations/{operation}", parameters, key), steps);

    /// <summary>The same for any request that proposes.</summary>
    public async Task<Proposed> StartAsync(ApiRequest request, Func<string, Task> steps)
    {
        JsonNode? answer = null;
        var id = await StartAsync(async start => answer = await stage.AskAsync(request, start), steps, () => answer?.ToJsonString());
        return new Proposed(id, answer!);
    }

    /// <summary>The same for any invocation that proposes.</summary>
    /// <returns>The proposal's id.</returns>
    public static async Task<string> StartAsync(Func<Incident, Task> propose, Func<string, Task> steps, Func<string?>? said = null)
    {
        var start = Incident.Hearing("states:StartExecution");
        var proposing = propose(start);
        if (await Task.WhenAny(start.Called, proposing) == proposing)
        {
            await proposing;
            Assert.Fail($"No execution was started: {said?.Invoke()}");
        }

        var input = JsonNode.Parse(JsonNode.Parse((await start.Called).Body)!["input"]!.GetValue<string>())!;
        var id = input["proposal_id"]!.GetValue<string>();
        Operations[id] = input["operation"]!.GetValue<string>();
        await steps(id);
        await proposing;
        return id;
    }

    /// <summary>The steps until people are asked, for the last time an hour ago.</summary>
    public async Task AskPeopleInThePastAsync(string id)
    {
        await stage.StepAsync(FunctionNames.ValidateTags, Of(id));
        await stage.StepAsync(FunctionNames.AssessRisk, Of(id));
        await stage.StepAsync(FunctionNames.ExecuteAction, Of(id, "preflight"));
        await WaitForPeopleAsync(id, DateTimeOffset.UtcNow - TimeSpan.FromHours(1));
    }

    public async Task ExpireAsync(string id)
    {
        await stage.StepAsync(FunctionNames.CloseApproval, Of(id));
        Assert.Equal("expired", await EndAsync(id), ignoreCase: true);
    }

    public async Task AskPeopleAsync(string id)
    {
        await stage.StepAsync(FunctionNames.ValidateTags, Of(id));
        await stage.StepAsync(FunctionNames.AssessRisk, Of(id));
        await stage.StepAsync(FunctionNames.ExecuteAction, Of(id, "preflight"));
        await WaitForPeopleAsync(id, DateTimeOffset.UtcNow);
    }

    public Task<JsonNode> WaitForPeopleAsync(string id, DateTimeOffset entered, Incident? incident = null) =>
        stage.StepAsync(FunctionNames.RequestApproval, Asking(id, entered, attempt: 0), incident);

    /// <summary>The second attempt to ask, which ends with an error that the machine matches.</summary>
    public Task AskInVainAsync(string id, string error)
    {
        var input = Asking(id, DateTimeOffset.UtcNow, attempt: 1);
        input["task_token"] = "AQCEAAAAKgAAAAMAAAAA-another-token-of-the-test";
        return stage.FailAsync(FunctionNames.RequestApproval, input, error);
    }

    private static JsonObject Asking(string id, DateTimeOffset entered, int attempt)
    {
        var input = Of(id);
        input["task_token"] = "AQCEAAAAKgAAAAMAAAAA-a-token-of-the-test";
        input["entered_at"] = Timestamps.Text(entered);
        input["retry_count"] = attempt;
        input["approval_window_seconds"] = Window;
        return input;
    }

    /// <summary>The lead approves, and the machine goes on when it is woken.</summary>
    public Task<JsonNode> ApproveAsync(Proposed proposed, Func<Task> steps) => ApproveAsync(ApiRequest.Decide("approve", proposed.Token, "lead"), steps);

    /// <summary>The same for any request that approves.</summary>
    public async Task<JsonNode> ApproveAsync(ApiRequest request, Func<Task> steps)
    {
        var wake = Incident.Hearing("states:SendTaskSuccess");
        var answering = stage.AskAsync(request, wake);
        if (await Task.WhenAny(wake.Called, answering) == answering)
        {
            Assert.Fail($"Nothing was woken: {(await answering).ToJsonString()}");
        }

        await steps();
        return await answering;
    }

    public Task<JsonNode> ExecuteAsync(string id, Incident? incident = null) => stage.StepAsync(FunctionNames.ExecuteAction, Of(id, "execute"), incident);

    /// <summary>The last step; a machine that caught an error says which.</summary>
    public async Task<string> EndAsync(string id, string? error = null, Incident? incident = null)
    {
        var input = Of(id);
        input["run"] = error is null ? [] : new JsonObject { ["error"] = new JsonObject { ["Error"] = error, ["Cause"] = """{"errorMessage":"It did not settle."}""" } };
        return (await stage.StepAsync(FunctionNames.RecordOutcome, input, incident))["status"]!.GetValue<string>();
    }

    public static JsonObject Of(string id, string? phase = null)
    {
        var input = new JsonObject { ["proposal_id"] = id, ["execution_id"] = World.ExecutionArn(Operations.GetValueOrDefault(id, "reboot_ec2"), id) };
        if (phase is not null)
        {
            input["phase"] = phase;
        }

        return input;
    }
}
