using Microsoft.Data.Sqlite;

using OpsAgent.Core.Primitives;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Cli.Commands;

/// <summary>Runs a command until Ctrl-C and writes expected errors as one line on standard error.</summary>
internal static class Foreground
{
    /// <returns>The exit code: 0 when stopped, 1 for a failure, 2 for invalid settings.</returns>
    public static async Task<int> RunAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
            return 0;
        }
        catch (DeploymentException e)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', e.Problems.Select(p => $"opsagent: {p.ReplaceLineEndings(" ")}")));
            return 2;
        }
        catch (Exception e) when (e is CloudFileException or InvalidMockConfigException or IOException or UnauthorizedAccessException or DataFileException or SqliteException or AwsException)
        {
            await Console.Error.WriteLineAsync($"opsagent: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
