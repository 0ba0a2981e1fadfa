using System.CommandLine;

using OpsAgent.Cli.Commands;

var root = new RootCommand("OpsAgent: diagnose and repair AWS from chat, safely.") { UpCommand.Create(), McpCommand.Create(), StatesCommand.Create(), OperationsCommand.Create(), PluginSchemaCommand.Create() };
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    var command = parsed.CommandResult.Command is RootCommand ? "opsagent" : $"opsagent {parsed.CommandResult.Command.Name}";
    await Console.Error.WriteLineAsync($"opsagent: {parsed.Errors[0].Message} See {command} --help.");
    return 2;
}

return await parsed.InvokeAsync();
