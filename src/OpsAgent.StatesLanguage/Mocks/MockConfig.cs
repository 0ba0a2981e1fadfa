using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>The test cases of a mock configuration file, by the names of state machine and case.</summary>
internal sealed record MockConfig(ImmutableDictionary<(string Machine, string Case), MockCase> Cases)
{
    public static MockConfig Empty { get; } = new(ImmutableDictionary<(string Machine, string Case), MockCase>.Empty);

    /// <returns>Null when <paramref name="testCase"/> is null.</returns>
    /// <exception cref="ApiErrorException">ValidationException: the file has no such case.</exception>
    public MockCase? GetCase(string machine, string? testCase) =>
        testCase is null ? null
        : Cases.TryGetValue((machine, testCase), out var found) ? found
        : throw ApiErrors.NoTestCase(machine, testCase);

    /// <summary>For an execution that was started before: a case that the file no longer has mocks nothing.</summary>
    public MockCase? FindCase(string machine, string? testCase) =>
        testCase is null ? null : Cases.GetValueOrDefault((machine, testCase), new MockCase(testCase, ImmutableDictionary<string, MockResponses>.Empty));
}
