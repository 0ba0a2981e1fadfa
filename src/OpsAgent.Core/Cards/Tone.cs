using System.Text.Json.Serialization;

namespace OpsAgent.Core.Cards;

/// <summary>How good what is shown is. Never shown by colour alone.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Tone>))]
public enum Tone
{
    [JsonStringEnumMemberName("neutral")]
    Neutral,

    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("bad")]
    Bad,
}
