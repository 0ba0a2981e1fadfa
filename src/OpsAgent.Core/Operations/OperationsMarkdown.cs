using System.Text;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>The catalogue as a Markdown page: <c>docs/operations.md</c> is this text, and a test holds it to it.</summary>
public static class OperationsMarkdown
{
    public static string Of(OperationCatalog catalog)
    {
        var page = new StringBuilder("# Operations\n\nGenerated from the operation catalog (`opsagent operations --markdown`); do not edit by hand.\n\n");
        page.Append("| operation | kind | what it does |\n|---|---|---|\n");
        foreach (var operation in catalog.Operations)
        {
            page.Append($"| [`{operation.Name}`](#{operation.Name}) | {Kind(operation)} | {Cell(operation.Title)} |\n");
        }

        foreach (var operation in catalog.Operations)
        {
            Section(page, operation);
        }

        return page.ToString();
    }

    private static void Section(StringBuilder page, Operation operation)
    {
        page.Append($"\n## {operation.Name}\n\n{operation.Description}\n\n`{Route(operation)}`\n\n");
        page.Append("| parameter | rule | default | |\n|---|---|---|---|\n");
        foreach (var parameter in operation.Parameters.All)
        {
            var standard = parameter.Default ?? (parameter.Required ? "required" : string.Empty);
            page.Append($"| `{parameter.Name}` | {Cell(parameter.Rule)} | {Cell(standard)} | {Cell(parameter.Description)} |\n");
        }

        foreach (var rule in operation.Parameters.Rules)
        {
            page.Append($"\nRule: {rule.Description}.\n");
        }

        if (operation is WriteOperation write)
        {
            page.Append($"\nIAM action: `{write.IamAction}`. {write.Undo}\n");
        }
    }

    private static string Route(Operation operation) => operation.Kind is OperationKind.Diagnostic
        ? $"GET /operations/{operation.Name}"
        : $"POST /operations/{operation.Name}";

    private static string Kind(Operation operation) => WireName.Of(operation.Kind);

    // A pipe inside a cell would end it.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
