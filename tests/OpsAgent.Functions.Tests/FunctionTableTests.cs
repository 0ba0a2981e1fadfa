using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests;

public sealed class FunctionTableTests
{
    public static TheoryData<string> Names => [.. FunctionNames.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_AnyKnownName_MakesTheFunction(string name) => Assert.NotNull(new Bench().Function(name));

    [Fact]
    public void Create_AnUnknownName_ListsTheKnownOnes()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new Bench().Function("Reboot"));

        Assert.Contains("\"Reboot\"", thrown.Message, StringComparison.Ordinal);
        Assert.All(FunctionNames.All, name => Assert.Contains(name, thrown.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_AnyButExecuteAction_LeavesTheDoorToChangesShut(string name)
    {
        var bench = new Bench();

        bench.Function(name);

        Assert.Equal(name == FunctionNames.ExecuteAction ? 1 : 0, bench.ExecutorRolesMade);
    }

    [Fact]
    public async Task Create_AnEventThatIsNull_EndsAsAFunctionError()
    {
        using var input = new MemoryStream("null"u8.ToArray());

        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => new Bench().Function(FunctionNames.ValidateTags)(input, new Bench().Context()));
    }
}
