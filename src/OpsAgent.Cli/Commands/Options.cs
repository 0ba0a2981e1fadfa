using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OpsAgent.Cli.Commands;

/// <summary>Options of several commands, with their validation.</summary>
internal static class Options
{
    public static Option<int> Port(string name, string server, int defaultPort)
    {
        var option = new Option<int>(name) { Description = $"Port of the {server}; 0 takes any free one", DefaultValueFactory = _ => defaultPort, HelpName = "PORT" };
        option.Validators.Add(ValidatePort);
        return option;
    }

    public static Option<double> WaitTimeScale() => new("--wait-time-scale")
    {
        Description = "Stretches or shrinks approval windows, waits and heartbeats together",
        DefaultValueFactory = _ => 1.0,
        HelpName = "S",
        CustomParser = result =>
            double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is >= 0.001 and <= 100
                ? scale
                : Fail<double>(result, "--wait-time-scale must be a number from 0.001 to 100."),
    };

    public static Option<Uri?> Url(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")
            ? url
            : Fail<Uri?>(result, $"{name} must be an http or https URL."),
    };

    public static Option<DirectoryInfo?> Data() => new("--data")
    {
        Description = "Folder to keep everything in (default: a temporary one)",
        HelpName = "DIR",
    };

    public static Option<FileInfo?> Cloud() => new("--cloud")
    {
        Description = "The simulated cloud as JSON (default: a small production account)",
        HelpName = "FILE",
    };

    private static T? Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }

    private static void ValidatePort(OptionResult result)
    {
        if (result.Tokens.Count == 1 && !ushort.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            result.AddError($"{result.Option.Name} must be a port from 0 to 65535.");
        }
    }
}
