using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>Whether an <c>ErrorEquals</c> list matches an error.</summary>
internal static class ErrorEqualsMatcher
{
    public static bool Matches(this ImmutableArray<string> errorEquals, StateError error) =>
        errorEquals.Any(pattern => Matches(pattern, error));

    private static bool Matches(string pattern, StateError error) => pattern switch
    {
        // States.Runtime cannot be caught by name either; a recording shows that States.ALL does catch a task's States.DataLimitExceeded.
        _ when error.Name == ErrorNames.Runtime => false,
        ErrorNames.All => true,
        ErrorNames.TaskFailed => error.Name != ErrorNames.Timeout,
        ErrorNames.HeartbeatTimeout => error.IsHeartbeat || error.Name == ErrorNames.HeartbeatTimeout,
        _ => pattern == error.Name,
    };
}
