namespace OpsAgent.Core.Channels;

/// <summary>What became of a post.</summary>
public readonly record struct Delivery
{
    private Delivery(string? problem) => Problem = problem;

    public static Delivery Posted { get; } = new(null);

    /// <summary>What went wrong, in words that may reach a caller's screen; null when it was posted.</summary>
    public string? Problem { get; }

    public static Delivery Failed(string problem) => new(problem);
}
