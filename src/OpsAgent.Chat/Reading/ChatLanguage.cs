using System.Collections.Frozen;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>The words of a catalog's operations and what reads them. Immutable; building it takes a few milliseconds, so build it once.</summary>
public sealed class ChatLanguage
{
    private readonly FrozenSet<string> _questionParameters;

    public ChatLanguage(OperationCatalog catalog)
    {
        Catalog = catalog;
        Vocabulary = new Vocabulary(catalog);
        Tokenizer = new Tokenizer(Vocabulary);
        Names = new ResourceNames(this);
        Conditions = new Conditions(catalog);
        _questionParameters = catalog.Operations.OfType<DiagnosticOperation>().SelectMany(o => o.Parameters.All).Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    internal OperationCatalog Catalog { get; }

    internal Vocabulary Vocabulary { get; }

    internal Tokenizer Tokenizer { get; }

    internal ResourceNames Names { get; }

    internal Conditions Conditions { get; }

    /// <returns>Whether some diagnostic has a parameter of this name.</returns>
    internal bool IsQuestionParameter(string name) => _questionParameters.Contains(name);

    internal Operation? Find(string operation) => Catalog.Operations.FirstOrDefault(o => o.Name == operation);
}
