using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Bootstrap.Tests.Logs;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Runs functions of the binary against the account, each invocation in a process of its own, and remembers what each called.</summary>
/// <param name="model">On Amazon Bedrock, to read chat messages; null for the parser alone.</param>
internal sealed class Stage(Account account, World world, string mode = "SANDBOX_LIVE", string? model = null)
{
    private readonly ConcurrentDictionary<string, byte> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> jobs = new();

    public Account Account => account;

    public World World => world;

    /// <summary>Environment variables beside the usual.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    public IReadOnlySet<string> Seen => seen.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>What the functions wrote to their log.</summary>
    public IEnumerable<string> Lines => lines;

    public static Dictionary<string, string> EnvironmentOf(Account account, Uri aws, string mode = "SANDBOX_LIVE") => new(account.Environment)
    {
        ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri,
        // As the template sets it: what the runtime itself writes is JSON too.
        ["AWS_LAMBDA_HANDLER_LOG_FORMAT"] = "JSON",
        ["OPSAGENT_EXECUTION_MODE"] = mode,
        ["OPSAGENT_ALLOW_ASSERTED_DECISIONS"] = "true",
        ["OPSAGENT_STATE_MACHINE_ARN"] = World.StateMachineArn,
        ["OPSAGENT_DECISION_KEY_ARN"] = World.DecisionKeyArn,
        ["OPSAGENT_DIGEST_KEY_ARN"] = World.DigestKeyArn,
        ["OPSAGENT_AUDIT_ARCHIVE_BUCKET"] = World.Archive,
        ["OPSAGENT_PROPOSALS_FUNCTION"] = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-proposals:live",
        ["OPSAGENT_REQUESTS_PER_MINUTE"] = "99999",
        ["OPSAGENT_PROPOSALS_PER_MINUTE"] = "99999",
        ["OPSAGENT_FAILURES_PER_MINUTE"] = "99999",
    };

    /// <returns>The body of the answer to an API Gateway event.</returns>
    public async Task<JsonNode> AskAsync(ApiRequest request, Incident? incident = null)
    {
        var (path, answer) = await InvokeAsync(request.Function, request.Event, incident ?? Incident.None);
        Assert.True(path.EndsWith("/response", StringComparison.Ordinal), $"{request.Function}: {answer}");
        return JsonNode.Parse(JsonNode.Parse(answer)!["body"]!.GetValue<string>())!;
    }

    /// <returns>The answer of a step, which must succeed.</returns>
    public async Task<JsonNode> StepAsync(string function, JsonObject input, Incident? incident = null)
    {
        var (path, answer) = await InvokeAsync(function, input, incident ?? Incident.None);
        Assert.True(path.EndsWith("/response", StringComparison.Ordinal), $"{function}: {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <returns>What ChatWebhooks handed to ChatWorker last, which nobody has run yet.</returns>
    public JsonObject TakeJob()
    {
        Assert.True(jobs.TryDequeue(out var job), "ChatWebhooks handed over no job.");
        return JsonNode.Parse(job)!.AsObject();
    }

    /// <summary>A step that must fail with the error that the state machine matches, or any other invocation that must fail.</summary>
    public async Task FailAsync(string function, JsonObject input, string error, Incident? incident = null)
    {
        var (path, answer) = await InvokeAsync(function, input, incident ?? Incident.None);
        Assert.True(path.EndsWith("/error", StringComparison.Ordinal), $"{function}: {answer}");
        Assert.Equal(error, JsonNode.Parse(answer)!["errorType"]!.GetValue<string>());
    }

    /// <summary>An invocation that dies while it makes the call.</summary>
    public async Task CrashAsync(ApiRequest request, string call)
    {
        var silence = Incident.Answering(call, FakeResponse.NoResponse);
        using var recorder = RecorderOf(silence, []);
        await Binary.DieAsync(request.Function, request.Event.ToJsonString(), EnvironmentAt(recorder), silence.Called);
        Remember(request.Function, recorder);
    }

    private async Task<(string Path, string Answer)> InvokeAsync(string function, JsonObject sent, Incident incident)
    {
        var inner = new ConcurrentBag<Task>();
        using var recorder = RecorderOf(incident, inner);
        var (result, said) = await Binary.InvokeAsync(function, sent.ToJsonString(), EnvironmentAt(recorder));

        // One that it waited for no longer goes on all the same.
        await Task.WhenAll(inner);
        foreach (var line in LogLines.Of(said))
        {
            lines.Enqueue(line);
        }

        Assert.DoesNotContain(Account.ApiKey, said, StringComparison.Ordinal);
        Remember(function, recorder);
        return (result.Path, result.Body);
    }

    private Dictionary<string, string> EnvironmentAt(ActionRecorder recorder)
    {
        var environment = EnvironmentOf(account, recorder.Address, mode);
        if (model is not null)
        {
            environment["OPSAGENT_LLM_PROVIDER"] = "bedrock";
            environment["OPSAGENT_BEDROCK_MODEL_ID"] = model;
        }

        foreach (var (name, value) in More)
        {
            environment[name] = value;
        }

        return environment;
    }

    private ActionRecorder RecorderOf(Incident incident, ConcurrentBag<Task> inner) => new(account.Url, account.Environment["AWS_ACCESS_KEY_ID"], incident, received => Invoke(received, incident, inner));

    // What happens to a function that another one waits for happens in the one invocation that the story sees.
    private FakeResponse Invoke(ReceivedRequest received, Incident incident, ConcurrentBag<Task> inner)
    {
        if (received["X-Amz-Invocation-Type"] == "Event")
        {
            jobs.Enqueue(received.Body);
            return new FakeResponse(202, string.Empty);
        }

        var function = received.Path.Contains("-chat-worker", StringComparison.Ordinal) ? FunctionNames.ChatWorker : FunctionNames.Proposals;
        var invoked = InvokeAsync(function, JsonNode.Parse(received.Body)!.AsObject(), incident);
        inner.Add(invoked);
        var (path, answer) = invoked.GetAwaiter().GetResult();
        return path.EndsWith("/response", StringComparison.Ordinal) ? FakeResponse.Ok(answer) : new FakeResponse(200, answer, ("X-Amz-Function-Error", "Unhandled"));
    }

    private void Remember(string function, ActionRecorder recorder)
    {
        foreach (var action in recorder.Actions)
        {
            foreach (var entry in action.Entries)
            {
                seen.TryAdd($"{(action.IsOfExecutor ? "Executor" : function)} {entry}", 0);
            }
        }
    }
}
