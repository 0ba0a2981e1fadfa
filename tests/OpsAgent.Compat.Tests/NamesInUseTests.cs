using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests;

/// <summary>Code outside compat/ uses no name that the published packages may lack: each stands in compat/surface.txt.</summary>
public sealed class NamesInUseTests
{
    private static readonly HashSet<string> Packages = [.. SurfaceTests.Packages.Select(row => row.Data)];

    /// <summary>Every assembly that is not under compat/; the executable that Lambda runs has no name of ours.</summary>
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, "OpsAgent.*.dll").Select(file => Path.GetFileName(file)).Append("bootstrap.dll").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_OfOurs_UsesOnlyListedNames(string file) =>
        Assert.Empty(UsedNames.Of(Path.Combine(AppContext.BaseDirectory, file), Packages).Except(SurfaceTests.Known).Order());

    [Fact]
    public void UsedNames_OfTheAdapters_AreFound()
    {
        var used = UsedNames.Of(typeof(OpsAgent.Aws.StateMachine.StepFunctionsStateMachine).Assembly.Location, Packages);

        Assert.Contains("Amazon.StepFunctions.IAmazonStepFunctions.StartExecutionAsync", used);
        Assert.Contains("Amazon.StepFunctions.Model.StartExecutionRequest.StateMachineArn", used);
    }

    [Fact]
    public void UsedNames_OfTheExecutable_AreFound()
    {
        var used = UsedNames.Of(Path.Combine(AppContext.BaseDirectory, "bootstrap.dll"), Packages);

        Assert.Contains("Amazon.Lambda.RuntimeSupport.LambdaBootstrapBuilder.UseBootstrapHandler", used);
        Assert.Contains("Amazon.Lambda.Core.ILambdaContext.AwsRequestId", used);
    }

    [Fact]
    public void UsedNames_WithOneOffTheList_AreMoreThanTheList()
    {
        var used = UsedNames.Of(typeof(OpsAgent.Aws.StateMachine.StepFunctionsStateMachine).Assembly.Location, Packages);

        Assert.NotEmpty(used.Except(SurfaceTests.Known.Where(name => !name.EndsWith(".StartExecutionAsync", StringComparison.Ordinal))));
    }
}
