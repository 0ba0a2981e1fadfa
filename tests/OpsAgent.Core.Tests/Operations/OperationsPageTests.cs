using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Tests.Operations;

public sealed class OperationsPageTests
{
    [Fact]
    public void Of_TheCatalogue_IsTheCommittedPage()
    {
        using var stream = typeof(OperationsPageTests).Assembly.GetManifestResourceStream("operations.md")!;
        using var reader = new StreamReader(stream);

        // When this fails: dotnet run --project src/OpsAgent.Cli -- operations --markdown > docs/operations.md
        Assert.Equal(OperationsPage.Of(Catalogue.Default), reader.ReadToEnd());
    }

    [Fact]
    public void Of_TheCatalogue_HasARowASectionAndEveryParameterOfEachOperation()
    {
        var page = OperationsPage.Of(Catalogue.Default);

        Assert.All(Catalogue.Default.Operations, o =>
        {
            Assert.Contains($"| [`{o.Name}`](#{o.Name}) |", page, StringComparison.Ordinal);
            Assert.Contains($"\n## {o.Name}\n", page, StringComparison.Ordinal);
            Assert.All(o.Parameters.All, p => Assert.Contains($"| `{p.Name}` |", page, StringComparison.Ordinal));
        });
    }
}
