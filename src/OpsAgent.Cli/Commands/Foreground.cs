using Microsoft.Data.Sqlite;

using OpsAgent.Core.Primitives;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Cli.Commands;

/// <summary>Runs something until Ctrl-C, and turns what a person can mend into one line.</summary>
internal static class Foreground
{
    /// <returns>The process's exit code.</returns>
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
