using OpsAgent.Functions.Tests.Crashes;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The tests of the tests: with each of these bugs the crash matrix fails, and says why.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    /// <summary>Each bug, a path that it shows on, and the check that finds it.</summary>
    public static TheoryData<string, CrashPath, CrashCheck> Faults => new()
    {
        { nameof(NoClaim), CrashPath.Approve, CrashCheck.NeverTwice },
        { nameof(CallbackBeforeTheWrite), CrashPath.Approve, CrashCheck.EndsAsItMay },
        { nameof(LeaseLeak), CrashPath.Approve, CrashCheck.LeaseIsFree },
        { nameof(TokenNotSpent), CrashPath.ProposeAgain, CrashCheck.RefusesWhoMayNot },
        { nameof(ExpiryIgnored), CrashPath.TooLate, CrashCheck.RefusesWhoMayNot },
        { nameof(DriftIgnored), CrashPath.Drift, CrashCheck.NeverUnapproved },
        { nameof(AuditOutsideTheTransaction), CrashPath.Approve, CrashCheck.AlwaysAudited },
        { nameof(LateTokenOverwrites), CrashPath.Approve, CrashCheck.KeepsToTheDesign },
        { nameof(QuorumCountsOneTwice), CrashPath.QuorumOfOne, CrashCheck.NeverUnapproved },
        { nameof(SweepRestarts), CrashPath.StoppedValidating, CrashCheck.NeverTwice },
        { nameof(SelfApprovalByAnotherChannel), CrashPath.OwnApproval, CrashCheck.RefusesWhoMayNot },
        { nameof(UnknownRepeated), CrashPath.Approve, CrashCheck.NeverTwice },
        { nameof(AnyPlanApproved), CrashPath.OtherPlan, CrashCheck.RefusesWhoMayNot },
        { nameof(ToldOnlyWithTheWrite), CrashPath.Approve, CrashCheck.RequesterIsTold },
        { nameof(RecordedBeforeMade), CrashPath.Approve, CrashCheck.TruthIsTold },
        { nameof(StaleRead), CrashPath.Approve, CrashCheck.EndsAsItMay },
        { nameof(LastWriterWins), CrashPath.Approve, CrashCheck.NeverTwice },
        { nameof(ApprovalNeverTooOld), CrashPath.RedrivenLate, CrashCheck.NeverUnapproved },
        { nameof(RotatedTokenStillGood), CrashPath.ProposeAgain, CrashCheck.RefusesWhoMayNot },
        { nameof(KeyForgotten), CrashPath.ProposeAgain, CrashCheck.NeverTwice },
        { nameof(ExpiryOverwritesApproval), CrashPath.LastSecond, CrashCheck.EndsAsItMay },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Matrix_WithThisBugPlanted_CatchesIt(string fault, CrashPath path, CrashCheck check)
    {
        var (runs, caught) = await HuntAsync(path, () => New(fault));

        output.WriteLine($"{fault}: caught in run {runs}: {caught?.Message}");
        Assert.NotNull(caught);
        Assert.Equal(check, caught.Check);
    }

    [Theory]
    [InlineData(CrashPath.Approve)]
    [InlineData(CrashPath.ProposeAgain)]
    public async Task Matrix_WithNothingPlantedInTheSamePlaces_Passes(CrashPath path)
    {
        var (runs, caught) = await HuntAsync(path, () => new NoFault());

        Assert.Null(caught);
        Assert.True(runs > 100);
    }

    [Fact]
    public void Faults_EachThatIsWritten_IsInTheTable() => Assert.Equal(
        typeof(Fault).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Fault)) && t != typeof(NoFault)).Select(t => t.Name).Order(StringComparer.Ordinal),
        Faults.Select(f => f.Data.Item1).Order(StringComparer.Ordinal));

    /// <summary>The matrix of one path until it fails.</summary>
    private static async Task<(int Runs, CheckFailedException? Caught)> HuntAsync(CrashPath path, Func<Fault> plant)
    {
        var runs = 0;
        try
        {
            runs++;
            var calm = await CrashMatrix.RunAsync(path, fault: plant());
            foreach (var disturbance in CrashMatrix.Of(calm, CrashExtent.EachName))
            {
                runs++;
                await CrashMatrix.RunAsync(path, disturbance, fault: plant());
            }

            return (runs, null);
        }
        catch (CheckFailedException caught)
        {
            return (runs, caught);
        }
    }

    private static Fault New(string name) => name switch
    {
        nameof(NoClaim) => new NoClaim(),
        nameof(CallbackBeforeTheWrite) => new CallbackBeforeTheWrite(),
        nameof(LeaseLeak) => new LeaseLeak(),
        nameof(TokenNotSpent) => new TokenNotSpent(),
        nameof(ExpiryIgnored) => new ExpiryIgnored(),
        nameof(DriftIgnored) => new DriftIgnored(),
        nameof(AuditOutsideTheTransaction) => new AuditOutsideTheTransaction(),
        nameof(LateTokenOverwrites) => new LateTokenOverwrites(),
        nameof(QuorumCountsOneTwice) => new QuorumCountsOneTwice(),
        nameof(SweepRestarts) => new SweepRestarts(),
        nameof(SelfApprovalByAnotherChannel) => new SelfApprovalByAnotherChannel(),
        nameof(UnknownRepeated) => new UnknownRepeated(),
        nameof(AnyPlanApproved) => new AnyPlanApproved(),
        nameof(ToldOnlyWithTheWrite) => new ToldOnlyWithTheWrite(),
        nameof(RecordedBeforeMade) => new RecordedBeforeMade(),
        nameof(StaleRead) => new StaleRead(),
        nameof(LastWriterWins) => new LastWriterWins(),
        nameof(ApprovalNeverTooOld) => new ApprovalNeverTooOld(),
        nameof(RotatedTokenStillGood) => new RotatedTokenStillGood(),
        nameof(KeyForgotten) => new KeyForgotten(),
        nameof(ExpiryOverwritesApproval) => new ExpiryOverwritesApproval(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a bug of the table"),
    };
}
