namespace OpsAgent.Core.Operations.Grammar;

/// <summary>One meaning and the words that have it. Two operations that declare the same <paramref name="Term"/> share it.</summary>
/// <param name="Term">The meaning's name, itself one of the words; a <see cref="Token.Term"/>.</param>
/// <param name="Synonyms">More words for it, lower case, separated by spaces.</param>
public sealed record Words(string Term, string Synonyms = "")
{
    public IEnumerable<string> All => [Term, .. Synonyms.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
