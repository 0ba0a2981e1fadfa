using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Tests.Operations;

public sealed class OperationsMarkdownTests
{
    [Fact]
    public void Of_TheCatalogue_IsTheCommittedPage()
    {
        using var stream = typeof(OperationsMarkdownTests).Assembly.GetManifestResourceStream("operations.md")!;
        using var reader = new StreamReader(stream);

        // When this fails: dotnet run --project src/OpsAgent.Cli -- operations --markdown > docs/operations.md
        Assert.Equal(OperationsMarkdown.Of(OperationCatalog.Default), reader.ReadToEnd());
    }

    [Fact]
    public void Of_TheCatalogue_HasARowASectionAndEveryParameterOfEachOperation()
    {
        var page = OperationsMarkdown.Of(OperationCatalog.Default);

        Assert.All(OperationCatalog.Default.Operations, o =>
        {
            Assert.Contains($"| [`{o.Name}`](#{o.Name}) |", page, StringComparison.Ordinal);
            Assert.Contains($"\n## {o.Name}\n", page, StringComparison.Ordinal);
            Assert.All(o.Parameters.All, p => Assert.Contains($"| `{p.Name}` |", page, StringComparison.Ordinal));
        });
    }
}
