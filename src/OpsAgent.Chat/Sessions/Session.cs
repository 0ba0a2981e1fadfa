using OpsAgent.Core.Identity;

namespace OpsAgent.Chat.Sessions;

/// <summary>
/// One person's conversation: what was said and what "it" is. Belongs to its owner: nobody else finds it. Holds no secret:
/// what looks like one was taken out of every text before it came here.
/// </summary>
public sealed record Session
{
    /// <summary>How long a conversation is remembered after its last message.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int MaxTurns = 20;

    public required SessionId Id { get; init; }

    /// <summary>The <see cref="Person.Key"/> of its owner.</summary>
    public required string Owner { get; init; }

    /// <summary>From then on it is as if it had never been.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public Memory Memory { get; init; } = new();

    /// <summary>The last things that were said, oldest first.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    public static Session New(SessionId id, Person owner, DateTimeOffset now) => new() { Id = id, Owner = owner.Key, ExpiresAt = now + Lifetime };

    public Session AddTurn(string message, string reply, Memory memory, DateTimeOffset now) => this with
    {
        ExpiresAt = now + Lifetime,
        Memory = memory,
        Turns = [.. Turns.Append(Turn.Of(isReply: false, message)).Append(Turn.Of(isReply: true, reply)).TakeLast(MaxTurns)],
    };
}
