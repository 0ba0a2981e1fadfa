using System.Reflection;

using Amazon.StepFunctions;

using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests;

/// <summary>
/// Code outside compat/ uses no name that the published packages may lack: each stands in compat/surface.txt. And the stand-ins
/// of the SDK hold no name that nothing uses. What only other tests use has a test here too.
/// </summary>
public sealed class NamesInUseTests
{
    private static readonly HashSet<string> Packages = [.. SurfaceTests.Packages.Select(row => row.Data)];

    /// <summary>Every assembly that is not under compat/; the executable that Lambda runs has no name of ours.</summary>
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, "OpsAgent.*.dll").Select(file => Path.GetFileName(file)).Append("bootstrap.dll").Order(StringComparer.Ordinal)];

    // The Lambda packages' members are also used by JSON that the compiler generates in them.
    public static TheoryData<string> StandIns => [.. Packages.Where(package => package.StartsWith("AWSSDK.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_OfOurs_UsesOnlyListedNames(string file) =>
        Assert.Empty(UsedNames.Of(Path.Combine(AppContext.BaseDirectory, file), Packages).Except(SurfaceTests.Known).Order());

    [Theory]
    [MemberData(nameof(StandIns))]
    public void StandIn_InAllItsPublicNames_IsUsed(string package)
    {
        var assembly = Assembly.Load(package);
        Assert.SkipUnless(StandIn.Is(assembly), $"{package} is the published package here");
        var used = Assemblies.SelectMany(row => UsedNames.Of(Path.Combine(AppContext.BaseDirectory, row.Data), Packages)).ToHashSet();

        Assert.Empty(UnusedNames.Of(assembly, used).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Amazon.StepFunctions.IAmazonStepFunctions.StopExecutionAsync", "Amazon.StepFunctions.AmazonStepFunctionsClient.StopExecutionAsync")]
    [InlineData("Amazon.StepFunctions.Model.StartExecutionRequest.Input", null)]
    public void UnusedNames_OfWhatIsUsedNoMore_AreFound(string name, string? ofTheClient)
    {
        var assembly = typeof(IAmazonStepFunctions).Assembly;
        Assert.SkipUnless(StandIn.Is(assembly), "the published package is referenced here");
        var used = Assemblies.SelectMany(row => UsedNames.Of(Path.Combine(AppContext.BaseDirectory, row.Data), Packages)).Except([name, ofTheClient ?? name]).ToHashSet();

        Assert.Contains(name, UnusedNames.Of(assembly, used));
    }

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
        Assert.Contains("Amazon.Lambda.RuntimeSupport.LambdaBootstrap.RunAsync", used);
    }

    [Fact]
    public void UsedNames_WithOneOffTheList_AreMoreThanTheList()
    {
        var used = UsedNames.Of(typeof(OpsAgent.Aws.StateMachine.StepFunctionsStateMachine).Assembly.Location, Packages);

        Assert.NotEmpty(used.Except(SurfaceTests.Known.Where(name => !name.EndsWith(".StartExecutionAsync", StringComparison.Ordinal))));
    }
}
