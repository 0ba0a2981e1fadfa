using System.Text.Json.Serialization;

namespace OpsAgent.Core.Cards;

/// <summary>
/// Something to look at in an answer, the same for every channel; the channel's renderer makes its own of it. Closed:
/// <c>kind</c> says in JSON which one it is. Holds text as people and AWS wrote it, which renderers escape, and never a
/// secret: no approval token, no task token.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ResultCard), "result")]
[JsonDerivedType(typeof(ChartCard), "chart")]
[JsonDerivedType(typeof(TableCard), "table")]
[JsonDerivedType(typeof(TargetsCard), "targets")]
[JsonDerivedType(typeof(TimelineCard), "timeline")]
[JsonDerivedType(typeof(DraftCard), "draft")]
[JsonDerivedType(typeof(ProposalCard), "proposal")]
[JsonDerivedType(typeof(IncidentCard), "incident")]
public abstract record Card
{
    private protected Card()
    {
    }

    /// <summary>One line without markup.</summary>
    public required string Title { get; init; }

    public Tone Tone { get; init; } = Tone.Neutral;
}
