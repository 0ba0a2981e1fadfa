using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>Every test case of a mock configuration file, by machine and case name.</summary>
internal sealed record MockConfig(ImmutableDictionary<(string Machine, string Case), MockCase> Cases)
{
    public static MockConfig Empty { get; } = new(ImmutableDictionary<(string Machine, string Case), MockCase>.Empty);

    /// <summary>The named case, or null if none was asked for.</summary>
    /// <exception cref="RefusalException">The file has no such case.</exception>
    public MockCase? Case(string machine, string? testCase) =>
        testCase is null ? null
        : Cases.TryGetValue((machine, testCase), out var found) ? found
        : throw Refusals.NoTestCase(machine, testCase);

    /// <summary>For an execution that runs already: a case that has left the file since mocks nothing.</summary>
    public MockCase? CaseOrNothing(string machine, string? testCase) =>
        testCase is null ? null : Cases.GetValueOrDefault((machine, testCase), new MockCase(testCase, ImmutableDictionary<string, MockResponses>.Empty));
}
