using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task DataFile_OfTheVersionBeforeTags_IsBroughtUpToDateWithWhatRuns()
    {
        await using var host = await EngineHost.StartAsync();
        var machine = await host.Client.CreateAsync(Asl.SingleState("""{"Type":"Wait","Seconds":100,"End":true}"""));
        var execution = await host.Client.StartAsync(machine);
        await using (var file = new SqliteConnection($"Data Source={host.DataFile};Pooling=False"))
        {
            await file.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = file.CreateCommand();
            command.CommandText = "ALTER TABLE machines DROP COLUMN tags; PRAGMA user_version = 1";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await host.RestartAsync(TimeSpan.FromSeconds(100));

        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(execution), "status"));
        await host.Client.OkAsync("TagResource", new JsonObject { ["resourceArn"] = machine, ["tags"] = JsonNode.Parse("""[{"key":"a","value":"b"}]""") });
        await host.RestartAsync();
        Assert.Equal(
            """{"tags":[{"key":"a","value":"b"}]}""",
            (await host.Client.OkAsync("ListTagsForResource", new JsonObject { ["resourceArn"] = machine })).ToJsonText());
    }

    [Fact]
    public async Task Wait_AcrossARestart_KeepsItsDeadline()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState("""{"Type":"Wait","Seconds":100,"End":true}""")));

        await host.RestartAsync(TimeSpan.FromSeconds(60));
        host.Clock.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal("RUNNING", StatesClient.Text(await host.Client.DescribeAsync(execution), "status"));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(execution), "status"));
    }

    [Fact]
    public async Task Wait_ThatEndedWhileAway_EndsAtTheNextStart()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState("""{"Type":"Wait","Seconds":100,"End":true}""")));

        await host.RestartAsync(TimeSpan.FromSeconds(500));

        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(execution), "status"));
    }

    [Fact]
    public async Task Heartbeat_AcrossARestart_KeepsItsDeadlineAndItsToken()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var machine = await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("\"HeartbeatSeconds\":900", wait: true)));
        var late = await host.Client.StartAsync(machine);
        var answered = await host.Client.StartAsync(machine);
        await host.TokenAsync(late);
        var token = await host.TokenAsync(answered);

        await host.RestartAsync(TimeSpan.FromSeconds(600));
        await host.Client.OkAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = "1" });
        host.Clock.Advance(TimeSpan.FromSeconds(300));

        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(answered), "status"));
        Assert.Equal("FAILED", StatesClient.Text(await host.EndedAsync(late), "status"));
        Assert.Equal(2, host.Lambda.Calls.Count);
    }

    [Fact]
    public async Task Backoff_AcrossARestart_KeepsItsDeadlineAndItsCount()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("""{"errorType":"Busy"}""", FunctionError: true));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("""
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":100,"MaxAttempts":1}]
            """))));
        await host.ReachedAsync(execution, "TaskFailed");

        await host.RestartAsync(TimeSpan.FromSeconds(99));
        Assert.Single(host.Lambda.Calls);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("FAILED", StatesClient.Text(await host.EndedAsync(execution), "status"));
        Assert.Equal(2, host.Lambda.Calls.Count);
    }

    [Fact]
    public async Task Call_CutOffByARestart_IsMadeAgainWithTheSamePayload()
    {
        await using var host = await EngineHost.StartAsync();
        var held = new TaskCompletionSource<FakeLambda.Answer>();
        var arrived = new TaskCompletionSource();
        host.Lambda.OnAsync("f", _ =>
        {
            arrived.TrySetResult();
            return held.Task;
        });
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke(wait: true))));
        await arrived.Task;
        host.Lambda.On("f", _ => new("null"));

        await host.RestartAsync();
        held.SetResult(new("null"));
        await host.ReachedAsync(execution, "TaskSubmitted");

        var calls = host.Lambda.Calls.ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Equal(calls[0].Payload, calls[1].Payload);
    }

    [Fact]
    public async Task Done_BeforeARestart_IsNotDoneAgain()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(
            Asl.Invoke(next: "\"Next\":\"W\""), """
            "W":{"Type":"Wait","Seconds":10,"End":true}
            """)));
        await host.ReachedAsync(execution, "WaitStateEntered");

        await host.RestartAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(execution), "status"));
        Assert.Single(host.Lambda.Calls);
    }

    [Fact]
    public async Task Stop_WhileEverythingIsUnderWay_FailsNothing()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.OnAsync("f", async _ =>
        {
            await Task.Yield();
            return new("null");
        });
        var machine = await host.Client.CreateAsync(Asl.SingleState(
            Asl.Invoke(next: "\"Next\":\"T\""), "\"T\":" + Asl.Invoke(next: "\"Next\":\"U\"") + ",\"U\":" + Asl.Invoke()));
        var executions = new List<string>();
        for (var round = 0; round < 10; round++)
        {
            executions.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.Client.StartAsync(machine))));
            await host.RestartAsync();
        }

        foreach (var execution in executions)
        {
            Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(execution), "status"));
        }
    }
}
