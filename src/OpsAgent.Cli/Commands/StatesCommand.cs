using System.CommandLine;

using OpsAgent.StatesLanguage;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent states</c>: runs the state machine engine alone, in place of Step Functions Local.</summary>
internal static class StatesCommand
{
    private static readonly Option<int> Port = Options.Port("--port", "Step Functions API", 8083);
    private static readonly Option<Uri?> LambdaEndpoint = Options.Url("--lambda-endpoint", "Where functions are called (default: http://127.0.0.1:3001)");
    private static readonly Option<double> WaitTimeScale = Options.WaitTimeScale();
    private static readonly Option<DirectoryInfo?> Data = Options.Data();

    private static readonly Option<FileInfo?> MockConfig = new("--mock-config")
    {
        Description = "Mocked service integrations, in the format of Step Functions Local",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("states", "Run the Step Functions engine alone: STANDARD machines of Pass, Task (Lambda), Choice, Wait, Succeed and Fail states with JSONPath; no Map, Parallel, JSONata, variables, other services or versions (docs/local.md).") { Port, LambdaEndpoint, WaitTimeScale, MockConfig, Data };
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken stop) => Foreground.RunAsync(async () =>
    {
        var dataFolder = parsed.GetValue(Data)?.FullName;
        var folder = dataFolder ?? Directory.CreateTempSubdirectory("opsagent-states-").FullName;
        if (PrivateFiles.PrepareFolder(folder, "states.*") is { Count: > 0 } narrowed)
        {
            Console.WriteLine($"Others had rights to {string.Join(", ", narrowed)}; now they have none.");
        }

        try
        {
            var options = new StatesServerOptions
            {
                Port = parsed.GetValue(Port),
                DataFile = Path.Combine(folder, "states.db"),
                LambdaEndpoint = parsed.GetValue(LambdaEndpoint) ?? new Uri("http://127.0.0.1:3001"),
                WaitTimeScale = parsed.GetValue(WaitTimeScale),
                MockConfigFile = parsed.GetValue(MockConfig)?.FullName,
                TimeProvider = TimeProvider.System,
            };
            await using var server = await StatesServer.StartAsync(options, stop);
            Console.WriteLine($"Step Functions API on {server.Url.AbsoluteUri.TrimEnd('/')}, functions at {options.LambdaEndpoint.AbsoluteUri.TrimEnd('/')}, data in {folder}. Ctrl-C stops it.");
            await Task.Delay(Timeout.Infinite, stop);
        }
        finally
        {
            if (dataFolder is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    });
}
