using System.Diagnostics;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>Runs disturbances one after the other, each on stores of its own, and tells all that they broke.</summary>
internal sealed class CrashRuns(ITestOutputHelper output, Func<Task<(IApprovalStore, IProposalIndex, IAuditTrail)>> storesAsync)
{
    private const int MaxTold = 20;

    private readonly List<string> broken = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int runs;

    public async Task HoldAsync(CrashPath path, CrashExtent extent)
    {
        var calm = await CrashMatrix.RunAsync(path, stores: await storesAsync());
        await HoldAsync(path, CrashMatrix.Of(calm, extent));
        Told($"{path}: {calm.Deliveries.Count} events, {calm.Moments.Count} moments");
    }

    public async Task HoldAsync(CrashPath path, IEnumerable<Disturbance?> disturbances)
    {
        foreach (var disturbance in disturbances)
        {
            runs++;
            try
            {
                await CrashMatrix.RunAsync(path, disturbance, await storesAsync());
            }
            catch (CheckFailedException e)
            {
                broken.Add(e.Message);
            }
        }
    }

    public void Told(string what)
    {
        output.WriteLine($"{what}, {runs} disturbed runs in {watch.Elapsed.TotalSeconds:F1} s");
        Assert.True(runs > 0);
        Assert.True(broken.Count == 0, $"{broken.Count} of {runs} runs broke a promise:\n{string.Join('\n', broken.Take(MaxTold))}");
    }
}
