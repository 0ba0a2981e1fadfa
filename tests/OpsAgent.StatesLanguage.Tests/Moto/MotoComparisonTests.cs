using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>
/// Small machines, one behaviour each, on this engine and on moto's: the same result, error, cause and events.
/// Where moto is known to differ from what was recorded on AWS, the case says the fact and what must come out here.
/// </summary>
public sealed class MotoComparisonTests(MotoServer moto) : IAsyncLifetime
{
    private static readonly JsonArray Cases = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Moto", "cases.json")))!.AsArray();

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"states-{Path.GetRandomFileName()}.db");
    private StatesServer? _server;
    private StatesClient? _engine;
    private StatesClient? _moto;

    public static TheoryData<string> Names => [.. Cases.Select(known => known!["name"]!.GetValue<string>())];

    public async ValueTask InitializeAsync()
    {
        await moto.StartAsync();
        _server = await StatesServer.StartAsync(
            new StatesServerOptions { Port = 0, DataFile = _file, LambdaEndpoint = moto.Lambda.Url, TimeProvider = TimeProvider.System },
            TestContext.Current.CancellationToken);
        (_engine, _moto) = (new StatesClient(_server.Url), new StatesClient(moto.Url!));
        ComparedFunctions.Register(moto.Lambda, execution => execution.StartsWith("ours", StringComparison.Ordinal) ? _engine : _moto);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Machine_OnBothEngines_EndsTheSameWay(string name)
    {
        var index = Cases.ToList().FindIndex(known => known!["name"]!.GetValue<string>() == name);
        var known = Cases[index]!.AsObject();
        var input = known["input"].ToJsonText();

        var runs = await Task.WhenAll(
            ComparedRun.OnAsync(_engine!, known["machine"]!, input, $"ours-{index}"),
            ComparedRun.OnAsync(_moto!, known["machine"]!, input, $"moto-{index}"));

        if (known["aws"] is JsonObject recorded)
        {
            AssertRecorded(recorded, runs[0]);
            Assert.NotEqual(Named(runs[1]), Named(runs[0]));
        }
        else
        {
            Assert.Equal(Named(runs[1]), Named(runs[0]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        _moto?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            foreach (var suffix in new[] { "", "-wal", "-shm", ".lock" })
            {
                File.Delete(_file + suffix);
            }
        }
    }

    private static void AssertRecorded(JsonObject recorded, ComparedRun run)
    {
        Assert.NotEmpty(recorded["fact"]!.GetValue<string>());
        foreach (var (member, value) in recorded.Where(member => member.Key != "fact"))
        {
            var actual = member switch
            {
                "status" => run.Status,
                "output" => run.Output,
                "error" => run.Error,
                "cause" => run.Cause,
                "events" => run.Events,
                _ => throw new InvalidDataException($"'{member}' is not compared"),
            };
            Assert.Equal(value?.GetValue<string>(), actual);
        }
    }

    // Both machines are named after their engine, and a name may reach a cause.
    private static ComparedRun Named(ComparedRun run) => run with
    {
        Output = run.Output?.Replace("moto-", "ours-", StringComparison.Ordinal),
        Cause = run.Cause?.Replace("moto-", "ours-", StringComparison.Ordinal),
    };
}
