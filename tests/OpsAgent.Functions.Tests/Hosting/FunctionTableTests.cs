using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Hosting;

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

    [Theory]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.AwsServiceError)]
    [InlineData(ErrorCode.ResourceBusy)]
    public async Task Create_AStepWhoseStoreDoesNotAnswer_EndsAsWhatTheMachineTriesAgain(ErrorCode code)
    {
        var bench = new Bench();
        bench.Store.BeforeRead = _ => throw new AwsException(code, "dynamodb:GetItem", "opsagent-approvals", "The table does not answer.");

        Assert.Equal(
            "The table does not answer.",
            (await Assert.ThrowsAsync<TransientAwsError>(() => bench.StepAsync("ValidateTags", Proposals.New().Id))).Message);
    }

    [Fact]
    public async Task Create_AStepThatMayNotRead_EndsForGood()
    {
        var bench = new Bench();
        bench.Store.BeforeRead = _ => throw new AwsException(ErrorCode.AwsAccessDenied, "dynamodb:GetItem", "opsagent-approvals", "AWS denied it.");

        await Assert.ThrowsAsync<AwsException>(() => bench.StepAsync("ValidateTags", Proposals.New().Id));
    }

    [Fact]
    public async Task Create_ARequestThatOthersAlwaysOvertake_IsToldToComeBack()
    {
        var bench = new Bench();
        var pending = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(pending);
        bench.Store.BeforeReplace = before =>
        {
            bench.Store.With(before with { Version = before.Version + 1 });
            return Task.CompletedTask;
        };

        var answer = await bench.ApproveAsync(Users.Lead, Proposals.Token(1).Reveal());

        Assert.Equal((200, "RESOURCE_BUSY"), (answer.Status, answer.Code));
        Assert.Contains("did nothing; try again", answer.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Logger.Buffer.ToString());
    }
}
