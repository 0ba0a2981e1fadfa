using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int ExecutionsPerRound = 20;
    private const double Scale = 0.25;

    // Every phase: invocation, retry, wait, callback; four rounds of each.
    private const string Machine = """
        {"StartAt":"Begin","States":{
          "Begin":{"Type":"Pass","Result":{"n":0},"Next":"Work"},
          "Work":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Parameters":{"FunctionName":"work","Payload":{"who.$":"$$.Execution.Name","step":"work","n.$":"$.n"}},
            "ResultPath":null,"Next":"Flaky"},
          "Flaky":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Parameters":{"FunctionName":"flaky","Payload":{"who.$":"$$.Execution.Name","step":"flaky","n.$":"$.n","retry.$":"$$.State.RetryCount"}},
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxAttempts":2}],"ResultPath":null,"Next":"Pause"},
          "Pause":{"Type":"Wait","Seconds":2,"Next":"Ask"},
          "Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","HeartbeatSeconds":3000,
            "Parameters":{"FunctionName":"ask","Payload":{"who.$":"$$.Execution.Name","step":"ask","n.$":"$.n","token.$":"$$.Task.Token"}},
            "ResultPath":"$.answer","Next":"Count"},
          "Count":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n, 1)","answer.$":"$.answer"},"Next":"Again"},
          "Again":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":4,"Next":"Work"}],"Default":"Done"},
          "Done":{"Type":"Succeed"}}}
        """;

    // .ci/full kills it fifty times.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "6", CultureInfo.InvariantCulture);

    private readonly ConcurrentDictionary<string, int> _calls = new();
    private volatile HostProcess? _host;

    [Fact]
    public async Task Kill_AtRandomMoments_LosesNothingAndRepeatsNothingRecorded()
    {
        var folder = Directory.CreateTempSubdirectory("states-kill-");
        var file = Path.Combine(folder.FullName, "states.db");
        await using var lambda = await FakeLambda.StartAsync();
        Register(lambda);
        var moments = new Random(20261123);
        var answered = new Dictionary<string, int>(StringComparer.Ordinal);
        var executions = new List<string>();

        _host = await HostProcess.StartAsync(file, lambda.Url, Scale);
        var machine = await _host.Client.CreateAsync(Machine);
        for (var kill = 0; kill < Kills; kill++)
        {
            if (!await AnyRunningAsync(machine))
            {
                executions.AddRange(await StartAsync(machine, executions.Count));
            }

#pragma warning disable CA5394 // the seed makes a failing run repeatable
            await Task.Delay(moments.Next(0, 300));
#pragma warning restore CA5394
            await _host.KillAsync();
            foreach (var step in RecordedSteps.Read(file, machine))
            {
                answered.TryAdd(step, _calls[step]);
            }

            _host.Dispose();
            _host = await HostProcess.StartAsync(file, lambda.Url, Scale);
        }

        foreach (var execution in executions)
        {
            await AssertEndedWellAsync(execution);
        }

        output.WriteLine($"{Kills} kills, {executions.Count} executions, {_calls.Count} steps, {_calls.Values.Sum()} calls, {answered.Count} steps recorded at a kill");
        Assert.All(answered, step => Assert.Equal(step.Value, _calls[step.Key]));
        Assert.Equal(executions.Count * 4 * 4, _calls.Count);
        _host.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<bool> AnyRunningAsync(string machine)
    {
        var running = await _host!.Client.OkAsync("ListExecutions", new JsonObject { ["stateMachineArn"] = machine, ["statusFilter"] = "RUNNING" });
        return running["executions"]!.AsArray().Count > 0;
    }

    private async Task<List<string>> StartAsync(string machine, int from)
    {
        var started = new List<string>();
        for (var i = from; i < from + ExecutionsPerRound; i++)
        {
            started.Add(await _host!.Client.StartAsync(machine, name: $"e{i}"));
        }

        return started;
    }

    private async Task AssertEndedWellAsync(string execution)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonObject described;
        while (StatesClient.Text(described = await _host!.Client.DescribeAsync(execution), "status") == "RUNNING")
        {
            await Task.Delay(50, limit.Token);
        }

        Assert.Equal("""{"n":4,"answer":{"n":3}}""", StatesClient.Text(described, "output"));
        var events = await _host.Client.HistoryAsync(execution);
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(happened => happened["id"]!.GetValue<int>()));
    }

    private void Register(FakeLambda lambda)
    {
        lambda.OnAsync("work", async payload =>
        {
            Count(payload);
            await Task.Delay(50);
            return new("null");
        });
        lambda.On("flaky", payload =>
        {
            Count(payload);
            return JsonNode.Parse(payload)!["retry"]!.GetValue<int>() == 0
                ? new("""{"errorType":"Busy"}""", FunctionError: true)
                : new("null");
        });
        lambda.On("ask", payload =>
        {
            Count(payload);
            var fields = JsonNode.Parse(payload)!;
            _ = Task.Run(() => CallBackAsync(fields["token"]!.GetValue<string>(), fields["n"]!.GetValue<int>()));
            return new("null");
        });
    }

    private void Count(string payload) => _calls.AddOrUpdate(JsonNode.Parse(payload).ToJsonText(), 1, (_, known) => known + 1);

    // Retries until the engine has answered, which may be killed at this moment.
    private async Task CallBackAsync(string token, int n)
    {
        var fields = new JsonObject { ["taskToken"] = token, ["output"] = $$"""{"n":{{n}}}""" }.ToJsonText();
        while (true)
        {
            await Task.Delay(60);
            try
            {
                var (status, body) = await _host!.Client.SendAsync("AWSStepFunctions.SendTaskSuccess", fields);
                if (status == 200 || StatesClient.Text(body, "__type") == "TaskTimedOut")
                {
                    return;
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or ObjectDisposedException or IOException or OperationCanceledException)
            {
                // The next attempt reaches the next process.
            }
        }
    }
}
