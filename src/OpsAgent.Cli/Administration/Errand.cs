using System.CommandLine;

using Amazon.Runtime;

using Microsoft.Data.Sqlite;

using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Cli.Administration;

/// <summary>A command that does one thing and ends: its exit codes, and what goes wrong as one line that says what to do next.</summary>
internal static class Errand
{
    public const int Fine = 0;

    /// <summary>Something was found, or not agreed to: the command says which.</summary>
    public const int Found = 1;

    /// <summary>It was called wrongly, or with a file that cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Its deployment or data folder cannot be reached, or refuses.</summary>
    public const int Unreachable = 3;

    /// <returns>A command on an installation, whose options it takes too.</returns>
    public static Command Command(TimeProvider time, string name, string description, Func<ParseResult, Installation, CancellationToken, Task<int>> runAsync, params IEnumerable<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols.Concat(Installation.Options))
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, stop) => RunAsync(parsed, time, installation => runAsync(parsed, installation, stop), stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, Func<Installation, Task<int>> workAsync, CancellationToken stop)
    {
        try
        {
            using var installation = await Installation.OpenAsync(parsed, time, stop);
            return await workAsync(installation);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Fail(parsed, Unreachable, "Stopped before it was done. Run it again.");
        }
        catch (UsageException e)
        {
            return Fail(parsed, Usage, e.Message);
        }
        catch (UnreadableRecordException e)
        {
            return Fail(parsed, Found, $"{e.Message} Its audit is there all the same: opsagent audit export.");
        }
        catch (AwsException e)
        {
            return Fail(parsed, Unreachable, e.Code is ErrorCode.AwsAccessDenied ? $"{e.Message} Who you are: aws sts get-caller-identity." : e.Message);
        }
        catch (AmazonClientException e)
        {
            return Fail(parsed, Unreachable, $"AWS cannot be called: {e.Message.TrimEnd('.')}. Give --region, and sign in: aws sso login, or set AWS_PROFILE.");
        }
        catch (Exception e) when (e is DataFileException or CloudFileException or SqliteException or IOException or UnauthorizedAccessException)
        {
            return Fail(parsed, Unreachable, e.Message);
        }
#pragma warning disable CA1031 // Nobody is helped by a stack trace on the terminal.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(parsed, Unreachable, $"This is a fault of opsagent ({e.GetType().Name}: {e.Message}). Nothing else was done; please report it.");
        }
    }

    public static int Fail(ParseResult parsed, int code, string message)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"opsagent: {Core.Text.Sanitizer.Line(message)}");
        return code;
    }
}

/// <summary>The command was called wrongly.</summary>
internal sealed class UsageException(string message) : Exception(message);
