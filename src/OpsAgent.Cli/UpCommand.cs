using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

using Microsoft.Data.Sqlite;

using OpsAgent.Local;
using OpsAgent.Local.Cloud;

namespace OpsAgent.Cli;

/// <summary><c>opsagent up</c>: runs the whole system on this machine until it is told to stop.</summary>
internal static class UpCommand
{
    private static readonly Option<int> Port = PortOption("--port", "HTTP front door", 8080);
    private static readonly Option<int> StatesPort = PortOption("--states-port", "Step Functions API of the embedded state machine", 8083);
    private static readonly Option<int> LambdaPort = PortOption("--lambda-port", "Lambda Invoke API", 3001);

    private static readonly Option<DirectoryInfo?> Data = new("--data")
    {
        Description = "Folder to keep everything in (default: a temporary one)",
        HelpName = "DIR",
    };

    private static readonly Option<FileInfo?> Cloud = new("--cloud")
    {
        Description = "The simulated cloud as JSON (default: a small production account)",
        HelpName = "FILE",
    };

    private static readonly Option<double> WaitTimeScale = ScaleOption();

    private static readonly Option<Uri?> StepFunctionsEndpoint = EndpointOption();

    private static readonly Option<FileInfo?> ReadyFile = new("--ready-file")
    {
        Description = "File to write URLs, key and users to, as JSON, once everything is up",
        HelpName = "PATH",
    };

    public static Command Create()
    {
        var command = new Command("up", "Run the whole system on this machine, on a simulated cloud.")
        {
            Port, StatesPort, LambdaPort, Data, Cloud, WaitTimeScale, StepFunctionsEndpoint, ReadyFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = new LocalOptions
        {
            Port = parsed.GetValue(Port),
            StatesPort = parsed.GetValue(StatesPort),
            LambdaPort = parsed.GetValue(LambdaPort),
            DataFolder = parsed.GetValue(Data)?.FullName,
            CloudFile = parsed.GetValue(Cloud)?.FullName,
            WaitTimeScale = parsed.GetValue(WaitTimeScale),
            StepFunctionsEndpoint = parsed.GetValue(StepFunctionsEndpoint),
        };
        try
        {
            await using var host = await LocalHost.StartAsync(options, Console.Out, TimeProvider.System, stop);
            if (parsed.GetValue(ReadyFile) is { } file)
            {
                await Readiness.WriteAsync(file.FullName, host, stop);
            }

            Console.WriteLine(Greeting.For(host));
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
        }
        catch (Exception e) when (e is CloudFileException or IOException or UnauthorizedAccessException or SqliteException)
        {
            await Console.Error.WriteLineAsync($"opsagent: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }

        return 0;
    }

    private static Option<int> PortOption(string name, string what, int standard)
    {
        var option = new Option<int>(name) { Description = $"Port of the {what}; 0 takes any free one", DefaultValueFactory = _ => standard, HelpName = "PORT" };
        option.Validators.Add(result => Refuse(result, 0, 65535));
        return option;
    }

    private static Option<double> ScaleOption()
    {
        var option = new Option<double>("--wait-time-scale")
        {
            Description = "Stretches or shrinks approval windows, waits and heartbeats together",
            DefaultValueFactory = _ => 1.0,
            HelpName = "S",
            CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is >= 0.001 and <= 100
                ? scale
                : Fail<double>(result, "--wait-time-scale must be a number from 0.001 to 100."),
        };
        return option;
    }

    private static Option<Uri?> EndpointOption() => new("--step-functions-endpoint")
    {
        Description = "Use this Step Functions endpoint instead of the embedded state machine",
        HelpName = "URL",
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")
            ? url
            : Fail<Uri?>(result, "--step-functions-endpoint must be an http or https URL."),
    };

    private static T? Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }

    private static void Refuse(OptionResult result, int least, int most)
    {
        if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port < least || port > most))
        {
            result.AddError($"{result.Option.Name} must be a port from {least} to {most}.");
        }
    }
}
