using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>What an operation found or did, for every face: words, data, cards, and what "it" is afterwards.</summary>
/// <param name="Summary">What a colleague would say, in one to three sentences.</param>
/// <param name="Result">The same in data: the operation's own result record.</param>
/// <param name="ResultJson">How that record is written.</param>
/// <param name="Cards">The same as something to look at.</param>
/// <param name="Subject">The one resource that it was about; null where it was about several or none.</param>
public sealed record OperationAnswer(string Summary, object Result, JsonTypeInfo ResultJson, IReadOnlyList<Card> Cards, Subject? Subject = null)
{
    /// <summary>How far a diagnostic looked; null for every other operation.</summary>
    public SearchExtent? Extent { get; init; }

    /// <summary>The result as the answer's <c>details</c>, a JSON object.</summary>
    public JsonElement Details()
    {
        if (Extent is not { } extent)
        {
            return JsonSerializer.SerializeToElement(Result, ResultJson);
        }

        var details = JsonSerializer.SerializeToNode(Result, ResultJson)!.AsObject();
        (details["calls"], details["not_searched"]) = (extent.Calls, JsonConversions.Array(extent.NotSearched));
        return details.ToElement();
    }
}

/// <summary>How far a diagnostic looked.</summary>
/// <param name="Calls">How many calls to AWS it made.</param>
/// <param name="NotSearched">What it did not look at, a sentence each.</param>
public sealed record SearchExtent(int Calls, IReadOnlyList<string> NotSearched);

/// <summary>What an operation found or did.</summary>
/// <param name="Summary">What a colleague would say, in one to three sentences.</param>
/// <param name="Result">The same in data.</param>
/// <param name="NotSearched">Of a diagnostic: what it did not look at, a sentence each.</param>
public sealed record Finding<TResult>(string Summary, TResult Result, params IReadOnlyList<string> NotSearched);
