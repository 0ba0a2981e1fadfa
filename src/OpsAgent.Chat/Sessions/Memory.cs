using System.Text.Json.Serialization;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Sessions;

/// <summary>What a conversation is about, as far as the next message may build on it. Made by what was done, not by what a model says.</summary>
public sealed record Memory
{
    /// <summary>What "it" is: set where the last answer was about exactly one thing, null where it was about several.</summary>
    public Subject? Focus { get; init; }

    /// <summary>The last diagnostic, which "the same for the last 3 hours" changes.</summary>
    [JsonPropertyName("last_look")]
    public LastDiagnostic? LastDiagnostic { get; init; }

    [JsonPropertyName("draft")]
    public OpenQuestion? Question { get; init; }

    /// <summary>The draft that was shown last, also when it was confirmed or its time is over; null where another write was asked for since.</summary>
    [JsonPropertyName("to_confirm")]
    public Draft? Draft { get; init; }

    /// <summary>The time zone of the times that the person says, an IANA name or an offset such as <c>+02:00</c>; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The last finding in words, for "post that to ops".</summary>
    public string? Summary { get; init; }

    /// <returns>As it is once the next message has been read: a question back and the word yes hold for one message.</returns>
    public Memory Continued() => this with { Question = null, Draft = Draft is { } shown ? shown with { IsLast = false } : null };
}
