using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Operations.Messages;

/// <summary>
/// The configured chat channels. An implementation MUST post once or say why not, MUST say so when it cannot tell whether
/// it was posted, MUST NOT throw because a channel did not take a post, MUST show the text as text (no mention, link or
/// markup of the channel takes effect), and MUST NOT let a webhook's address or what its host answered into a problem's
/// words, an exception or a log.
/// </summary>
public interface IDestinations
{
    /// <returns>The names that posts may be sent to, in a fixed order.</returns>
    Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken);

    /// <param name="post">Its channel is one of the names.</param>
    Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken);
}

/// <param name="Destination">The channel's configured name.</param>
/// <param name="Text">Plain text; may have several lines.</param>
/// <param name="By">In whose name.</param>
/// <param name="At">When.</param>
public sealed record OutgoingMessage(string Destination, string Text, UserId By, DateTimeOffset At);

/// <summary>What became of a post.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>posted</term><description><see cref="Problem"/> is null</description></item>
/// <item><term>failed</term><description>a problem; it was not posted, so posting it again cannot double it</description></item>
/// <item><term>in doubt</term><description>a problem, and <see cref="MayBePosted"/>: somebody has to look before it is posted again</description></item>
/// </list>
/// </remarks>
public readonly record struct Delivery
{
    private Delivery(string? problem, bool mayBePosted) => (Problem, MayBePosted) = (problem, mayBePosted);

    public static Delivery Posted { get; } = new(null, mayBePosted: true);

    /// <summary>What went wrong, in words that may reach a caller's screen; null when it was posted.</summary>
    public string? Problem { get; }

    /// <summary>False only when it certainly was not.</summary>
    public bool MayBePosted { get; }

    public static Delivery Failed(string problem) => new(problem, mayBePosted: false);

    /// <summary>It was sent, and what became of it is not known.</summary>
    public static Delivery Unconfirmed(string problem) => new(problem, mayBePosted: true);
}
