using System.CommandLine;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent operations</c>: lists the operations, or one with its parameters and rules.</summary>
internal static class OperationsCommand
{
    private static readonly Argument<string?> Name = new("name")
    {
        Description = "Show this operation only",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Markdown = new("--markdown") { Description = "Print the page docs/operations.md" };

    public static Command Create()
    {
        var command = new Command("operations", "List the operations and their parameters.") { Name, Markdown };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var catalog = OperationCatalog.Default;
        if (parsed.GetValue(Markdown))
        {
            Console.Write(OperationsMarkdown.Of(catalog));
            return 0;
        }

        var name = parsed.GetValue(Name);
        if (name is null)
        {
            foreach (var operation in catalog.Operations)
            {
                Console.WriteLine($"{operation.Name,-28}{WireName.Of(operation.Kind),-12}{operation.Title}");
            }

            return 0;
        }

        if (!catalog.Find<Operation>(name, "operation").Succeeded(out var found, out var refusal))
        {
            Console.Error.WriteLine($"opsagent: {refusal.Message}");
            return 2;
        }

        Show(found);
        return 0;
    }

    private static void Show(Operation operation)
    {
        Console.WriteLine($"{operation.Name}: {operation.Description}");
        foreach (var parameter in operation.Parameters.All)
        {
            var note = parameter.Default is { } defaultValue ? $" (default {defaultValue})" : parameter.Required ? " (required)" : string.Empty;
            Console.WriteLine($"  {parameter.Name,-18}{parameter.Description.TrimEnd('.')}: {parameter.Rule}{note}");
        }

        foreach (var rule in operation.Parameters.Rules)
        {
            Console.WriteLine($"  Rule: {rule.Description}.");
        }
    }
}
