using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>A server on a free port with a clock that the test moves, a Lambda endpoint, and a data file that survives <see cref="RestartAsync"/>.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("states-").FullName;
    private double _scale = 1;
    private string? _mockConfig;
    private AccessKey? _key;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public FakeLambda Lambda { get; private set; } = null!;

    public StatesServer Server { get; private set; } = null!;

    public StatesClient Client { get; private set; } = null!;

    public string DataFile => Path.Combine(_folder, "states.db");

    public static async Task<EngineHost> StartAsync(double scale = 1, string? mockConfig = null, AccessKey? key = null)
    {
        var host = new EngineHost { Lambda = await FakeLambda.StartAsync(), _scale = scale, _key = key };
        if (mockConfig is not null)
        {
            host._mockConfig = Path.Combine(host._folder, "mocks.json");
            await File.WriteAllTextAsync(host._mockConfig, mockConfig);
        }

        try
        {
            await host.OpenAsync();
            return host;
        }
        catch
        {
            await host.Lambda.DisposeAsync();
            Directory.Delete(host._folder, recursive: true);
            throw;
        }
    }

    public async Task RestartAsync(TimeSpan? downtime = null)
    {
        await CloseAsync();
        Clock.Advance(downtime ?? TimeSpan.Zero);
        await OpenAsync();
    }

    /// <summary>Probes after each commit until there is a result; fails after 20 seconds.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T?>> probe)
        where T : class
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void OnCommitted() => committed.TrySetResult();
            Server.Loop.Committed += OnCommitted;
            try
            {
                if (await probe() is { } result)
                {
                    return result;
                }

                await committed.Task.WaitAsync(limit.Token);
            }
            finally
            {
                Server.Loop.Committed -= OnCommitted;
            }
        }
    }

    public Task<JsonObject> EndedAsync(string execution) => UntilAsync(async () =>
        await Client.DescribeAsync(execution) is var described && StatesClient.Text(described, "status") != "RUNNING" ? described : null);

    public Task<string> ReachedAsync(string execution, string type, int times = 1) => UntilAsync(async () =>
        await Client.TypesAsync(execution) is var types && types.Split(' ').Count(known => known == type) >= times ? types : null);

    /// <summary>The token that the function got: the history shows which one it is, masked.</summary>
    public async Task<string> TokenAsync(string execution)
    {
        await ReachedAsync(execution, "TaskSubmitted");
        var parameters = (await Client.HistoryAsync(execution)).Last(happened => StatesClient.Text(happened, "type") == "TaskScheduled")["taskScheduledEventDetails"]!["parameters"]!;
        var masked = JsonNode.Parse(parameters.GetValue<string>())!["Payload"]!["token"]!.GetValue<string>();
        return Lambda.Calls.Select(call => JsonNode.Parse(call.Payload)?["token"]?.GetValue<string>()).First(token => token is not null && TaskToken.Mask(token) == masked)!;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Lambda.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        Server = await StatesServer.StartAsync(
            new StatesServerOptions
            {
                Port = 0, DataFile = DataFile, LambdaEndpoint = Lambda.Url, TimeProvider = Clock, WaitTimeScale = _scale, MockConfigFile = _mockConfig, Key = _key,
            },
            TestContext.Current.CancellationToken);
        Client = new StatesClient(Server.Url, _key, Clock);
    }

    private async Task CloseAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
