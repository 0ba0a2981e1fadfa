using System.CommandLine;
using System.CommandLine.Parsing;

namespace OpsAgent.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, TimeProvider time)
    {
        var root = new RootCommand("OpsAgent: diagnose and repair AWS from chat, safely.")
        {
            UpCommand.Create(), McpCommand.Create(), StatesCommand.Create(), OperationsCommand.Create(), PluginSchemaCommand.Create(), PolicyCommand.Create(time), AuditCommand.Create(time),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var names = new List<string>();
            for (SymbolResult? part = parsed.CommandResult; part is CommandResult { Command: not RootCommand } command; part = part.Parent)
            {
                names.Insert(0, command.Command.Name);
            }

            await error.WriteLineAsync($"opsagent: {string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} See {string.Join(' ', ["opsagent", .. names])} --help.");
            return 2;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }
}
