using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Takes an outcome apart and fails the test when it is the other one.</summary>
public static class Outcomes
{
    public static T Value<T>(this Outcome<T> outcome)
        where T : notnull
    {
        Assert.True(outcome.Succeeded(out var value, out var refusal), refusal?.Message);
        return value;
    }

    public static Refusal Refusal<T>(this Outcome<T> outcome, ErrorCode code)
        where T : notnull
    {
        Assert.False(outcome.Succeeded(out _, out var refusal), "It was not refused.");
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    /// <returns>A member of the refusal's details; null where there is none.</returns>
    public static string? Detail(this Refusal refusal, string name) =>
        refusal.Details is { } details && details.TryGetProperty(name, out var value) ? value.GetString() : null;
}
