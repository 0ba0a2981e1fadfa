namespace OpsAgent.Core.Operations;

/// <summary>
/// Counts the calls to AWS of one diagnostic, whoever makes them and however many run at once. A call that the SDK sends again is
/// one call; those to OpsAgent's own tables and functions do not count.
/// </summary>
public sealed class CallCount
{
    private static readonly AsyncLocal<CallCount?> Current = new();

    private int _total;

    private CallCount()
    {
    }

    public int Total => Volatile.Read(ref _total);

    /// <summary>Counts from here on, in the method that calls this and in whatever it calls.</summary>
    public static CallCount Begin() => Current.Value = new CallCount();

    /// <summary>MUST be called by every reader before each call.</summary>
    /// <param name="action">The IAM action, such as <c>ec2:DescribeInstances</c>.</param>
    public static void Add(string action)
    {
        if (Current.Value is { } count && !action.StartsWith("dynamodb:", StringComparison.Ordinal) && !action.StartsWith("lambda:", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref count._total);
        }
    }
}
