using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

public sealed class TimingTests
{
    [Fact]
    public async Task Wait_OnTheServer_EndsWhenTheClockSaysSo()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState("""{"Type":"Wait","Seconds":3600,"End":true}""")));
        host.Clock.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal("RUNNING", StatesClient.Text(await host.Client.DescribeAsync(execution), "status"));

        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("SUCCEEDED", StatesClient.Text(await host.EndedAsync(execution), "status"));
    }

    [Fact]
    public async Task Callback_OverTheWire_EndsTheTask()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("\"HeartbeatSeconds\":900", wait: true))));
        var token = await host.TokenAsync(execution);

        await host.Client.OkAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = """{"decision":"approved"}""" });

        Assert.Equal("""{"decision":"approved"}""", StatesClient.Text(await host.EndedAsync(execution), "output"));
        Assert.Equal(
            ("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
            await host.Client.RefusedAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = "{}" }));
    }

    [Fact]
    public async Task Callback_FromWithinTheFunction_IsLegal()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.OnAsync("f", async payload =>
        {
            var token = JsonNode.Parse(payload)!["token"]!.GetValue<string>();
            await host.Client.OkAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = token, ["output"] = "\"early\"" });
            return new("null");
        });
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke(wait: true))));

        Assert.Equal("\"early\"", StatesClient.Text(await host.EndedAsync(execution), "output"));
    }

    [Fact]
    public async Task Heartbeats_KeepTheTaskOpenAndSilenceEndsIt()
    {
        await using var host = await EngineHost.StartAsync();
        host.Lambda.On("f", _ => new("null"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("\"HeartbeatSeconds\":900", wait: true))));
        var token = await host.TokenAsync(execution);
        for (var i = 0; i < 3; i++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(899));
            await host.Client.OkAsync("SendTaskHeartbeat", new JsonObject { ["taskToken"] = token });
        }

        host.Clock.Advance(TimeSpan.FromSeconds(900));

        var ended = await host.EndedAsync(execution);
        Assert.Equal("FAILED", StatesClient.Text(ended, "status"));
        Assert.Equal("States.Timeout", StatesClient.Text(ended, "error"));
        Assert.False(ended.ContainsKey("cause"));
        Assert.Equal("TaskTimedOut", (await host.Client.RefusedAsync("SendTaskHeartbeat", new JsonObject { ["taskToken"] = token })).Code);
    }

    [Fact]
    public async Task TimeScale_OnTheServer_MovesTheHeartbeat()
    {
        await using var host = await EngineHost.StartAsync(scale: 0.01);
        host.Lambda.On("f", _ => new("null"));
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState(Asl.Invoke("\"HeartbeatSeconds\":900", wait: true))));
        await host.TokenAsync(execution);

        host.Clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal("FAILED", StatesClient.Text(await host.EndedAsync(execution), "status"));
    }

    [Fact]
    public async Task MachineTimeout_OnTheServer_ShowsNoError()
    {
        await using var host = await EngineHost.StartAsync();
        var execution = await host.Client.StartAsync(await host.Client.CreateAsync(Asl.SingleState("""{"Type":"Wait","Seconds":60,"End":true}""", top: "\"TimeoutSeconds\":5")));
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        var ended = await host.EndedAsync(execution);

        Assert.Equal("TIMED_OUT", StatesClient.Text(ended, "status"));
        Assert.False(ended.ContainsKey("error"));
        Assert.Equal("REDRIVABLE", StatesClient.Text(ended, "redriveStatus"));
    }
}
