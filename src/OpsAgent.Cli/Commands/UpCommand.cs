using System.CommandLine;

using OpsAgent.Core.Primitives;
using OpsAgent.Local;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent up</c>: runs the whole system on this machine until it is told to stop.</summary>
internal static class UpCommand
{
    private static readonly Option<int> Port = Options.Port("--port", "HTTP front door", 8080);
    private static readonly Option<int> StatesPort = Options.Port("--states-port", "Step Functions API of the embedded state machine", 8083);
    private static readonly Option<int> LambdaPort = Options.Port("--lambda-port", "Lambda Invoke API", 3001);

    private static readonly Option<DirectoryInfo?> Data = Options.Data();

    private static readonly Option<FileInfo?> Cloud = Options.Cloud();

    private static readonly Option<double> WaitTimeScale = Options.WaitTimeScale();

    private static readonly Option<Uri?> StepFunctionsEndpoint = Options.Url("--step-functions-endpoint", "Use this Step Functions endpoint instead of the embedded state machine");

    private static readonly Option<FileInfo?> ReadyFile = new("--ready-file")
    {
        Description = "File to write URLs, key and users to, as JSON, once everything is up",
        HelpName = "PATH",
    };

    public static Command Create()
    {
        var command = new Command("up", "Run the whole system on this machine: on a simulated cloud, or on AWS with --mode.")
        {
            Port, StatesPort, LambdaPort, Data, Cloud, WaitTimeScale, StepFunctionsEndpoint, ReadyFile, DeploymentOptions.Mode, DeploymentOptions.Set,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (deployment, problems) = DeploymentOptions.Read(parsed, Environment.GetEnvironmentVariable);
        if (deployment is { Agent.Mode: not ExecutionMode.LocalMock } && parsed.GetValue(Cloud) is not null)
        {
            problems = [$"--cloud is the simulated cloud of LOCAL_MOCK; {WireName.Of(deployment.Agent.Mode)} works on AWS. Leave one of the two out."];
        }

        if (problems.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', problems.Select(p => $"opsagent: {p}")));
            return 2;
        }

        var options = new LocalOptions
        {
            Deployment = deployment,
            Port = parsed.GetValue(Port),
            StatesPort = parsed.GetValue(StatesPort),
            LambdaPort = parsed.GetValue(LambdaPort),
            DataFolder = parsed.GetValue(Data)?.FullName,
            CloudFile = parsed.GetValue(Cloud)?.FullName,
            WaitTimeScale = parsed.GetValue(WaitTimeScale),
            StepFunctionsEndpoint = parsed.GetValue(StepFunctionsEndpoint),
        };
        return await Foreground.RunAsync(async () =>
        {
            await using var host = await LocalHost.StartAsync(options, Console.Out, TimeProvider.System, stop);
            if (parsed.GetValue(ReadyFile) is { } file)
            {
                await ReadyFileWriter.WriteAsync(file.FullName, host, stop);
            }

            Console.WriteLine(StartupMessage.For(host));
            await Task.Delay(Timeout.Infinite, stop);
        });
    }
}
