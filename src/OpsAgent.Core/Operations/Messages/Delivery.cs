namespace OpsAgent.Core.Operations.Messages;

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
