using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

public sealed class PolicyReaderTests
{
    private readonly FixedParameterStore _parameters = new();

    [Fact]
    public async Task Read_NoParameter_IsNoRule() => Assert.Same(WritePolicy.None, (await Reader().ReadAsync(fresh: true, Test.Stop)).Value());

    [Fact]
    public async Task Read_ABrokenParameter_RefusesUntilItIsMended()
    {
        var reader = Reader();
        _parameters.Cached[ParameterNames.Policy] = """{"format":1,"rules":[{}]}""";
        Assert.Contains("nothing is changed", (await reader.ReadAsync(fresh: false, Test.Stop)).Refusal(ErrorCode.PolicyDenied).Message, StringComparison.Ordinal);

        _parameters.Cached[ParameterNames.Policy] = """{"format":1}""";

        Assert.Empty((await reader.ReadAsync(fresh: false, Test.Stop)).Value().Rules);
    }

    [Fact]
    public async Task Read_Fresh_GoesPastTheCache()
    {
        var reader = Reader();
        _parameters.Cached[ParameterNames.Policy] = """{"format":1}""";
        _parameters.Newer[ParameterNames.Policy] = """{"format":1,"rules":[{"name":"stop","deny":"Stopped."}]}""";

        Assert.Empty((await reader.ReadAsync(fresh: false, Test.Stop)).Value().Rules);
        Assert.Equal("stop", Assert.Single((await reader.ReadAsync(fresh: true, Test.Stop)).Value().Rules).Name);
        Assert.Empty((await reader.ReadAsync(fresh: false, Test.Stop)).Value().Rules);
    }

    [Fact]
    public async Task Read_TheSameTextAgain_IsReadOnce()
    {
        var reader = Reader();
        _parameters.Cached[ParameterNames.Policy] = Samples.Whole;

        Assert.Same((await reader.ReadAsync(fresh: false, Test.Stop)).Value(), (await reader.ReadAsync(fresh: true, Test.Stop)).Value());
    }

    [Fact]
    public async Task Read_TheStoreDoesNotAnswer_Throws()
    {
        _parameters.Failure = FakeParameterHistory.Denied;

        await Assert.ThrowsAsync<AwsException>(() => Reader().ReadAsync(fresh: false, Test.Stop));
    }

    private PolicyReader Reader() => new(_parameters);
}
