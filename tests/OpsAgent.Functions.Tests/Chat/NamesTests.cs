using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>What Chat asks the resource directory, and what it says where that does not answer.</summary>
public sealed class NamesTests
{
    private readonly Bench _bench = new();

    [Fact]
    public async Task Say_AName_IsLookedUpOnceBeforeTheMessageIsRead()
    {
        _bench.Directory.With(SubjectKind.Instance, Instances.WebId, "web-1", "running, eu-central-1a");

        var answer = await new Talk(_bench, Users.Viewer).SayAsync("is web-1 ok?");

        Assert.Contains("web-1", Assert.Single(_bench.Directory.Asked));
        Assert.Null(answer["note"]);
    }

    [Fact]
    public async Task Say_NothingThatMayBeAName_IsNotLookedUp()
    {
        await new Talk(_bench, Users.Viewer).SayAsync($"{Instances.WebId}?");

        Assert.Empty(_bench.Directory.Asked);
    }

    [Fact]
    public async Task Say_ANameWhileNothingCanBeLookedUp_IsAnsweredWithANoteAndLogged()
    {
        _bench.Directory.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ec2:DescribeInstances", "*", "AWS denied ec2:DescribeInstances on *.");

        var answer = await new Talk(_bench, Users.Viewer).SayAsync($"is web-1, {Instances.WebId}, ok?");

        Assert.Contains("every status check passes", answer["reply"], StringComparison.Ordinal);
        Assert.StartsWith("Names could not be looked up", answer["note"], StringComparison.Ordinal);
        Assert.Contains("names not looked up: AWS denied ec2:DescribeInstances", _bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_OneKindIsNotSearched_IsAnsweredWithoutThatNote()
    {
        _bench.Directory.NotSearched.Add("Alarms: AWS denied cloudwatch:DescribeAlarms on *.");

        var answer = await new Talk(_bench, Users.Viewer).SayAsync($"is web-1, {Instances.WebId}, ok?");

        Assert.Contains("web-1", Assert.Single(_bench.Directory.Asked));
        Assert.Null(answer["note"]);
    }
}
