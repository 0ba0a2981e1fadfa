namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// What goes wrong in one run; closed. Moments and invocations are counted from 0 in the order of the undisturbed run,
/// which every run keeps to until then.
/// </summary>
internal abstract record Disturbance
{
    private Disturbance()
    {
    }

    /// <summary>The worker dies.</summary>
    /// <param name="Moment">When.</param>
    /// <param name="ClientRepeats">Whether an HTTP client sends the same again, or is never seen again.</param>
    public sealed record Kill(int Moment, bool ClientRepeats) : Disturbance;

    /// <summary>AWS does not answer: before a call it was not made, after it it was.</summary>
    public sealed record Unanswered(int Moment) : Disturbance;

    /// <summary>The same event is delivered while the first delivery is at this moment, and the second one overtakes it.</summary>
    /// <param name="Moment">When.</param>
    /// <param name="SecondAnswers">Whose answer the caller gets.</param>
    public sealed record Overtaken(int Moment, bool SecondAnswers) : Disturbance;

    /// <summary>Two deliveries of the same event go on by one call each, in turn.</summary>
    public sealed record Alternating(int Invocation) : Disturbance;

    /// <summary>The event is delivered twice in a row.</summary>
    public sealed record Twice(int Invocation) : Disturbance;

    /// <summary>The event is delivered again later.</summary>
    /// <param name="Invocation">Which event.</param>
    /// <param name="After">After so many further invocations; <see cref="AtTheEnd"/> when all is over.</param>
    public sealed record Again(int Invocation, int After) : Disturbance;

    /// <summary>The caller gives the event up as lost; it arrives after the next one.</summary>
    public sealed record Delayed(int Invocation) : Disturbance;

    /// <summary>The next event is delivered before this one, and again in its turn.</summary>
    public sealed record Early(int Invocation, Delivery Next) : Disturbance;

    /// <summary>The next event is delivered before this one.</summary>
    public sealed record Swapped(int Invocation, Delivery Next) : Disturbance;

    public const int AtTheEnd = int.MaxValue;

    /// <summary>True where every invocation ends and every event comes in its turn, if too often: the end is the same as ever.</summary>
    public bool IsHarmless => this is Twice or Again or Alternating or Overtaken;
}
