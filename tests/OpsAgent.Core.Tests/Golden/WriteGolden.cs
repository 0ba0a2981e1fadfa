using System.Runtime.CompilerServices;

using OpsAgent.Core.Approvals;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Golden;

public sealed class WriteGolden
{
    [Fact]
    public void Golden_WrittenAnew_HoldsEveryStatus() => Write();

    [Fact]
    public void Golden_WrittenAnew_HoldsAnIncident() => WriteIncident();

    private static void WriteIncident([CallerFilePath] string here = "") =>
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(here)!, "incident.json"), Reports.Json(Reports.Incident) + "\n");

    private static void Write([CallerFilePath] string here = "")
    {
        foreach (var status in Enum.GetValues<ProposalStatus>())
        {
            Keep(status.ToString().ToLowerInvariant(), Proposals.In(status));
        }

        Keep("reverted", Proposals.Reverted());
        Keep("break-glass", Proposals.Broken());

        void Keep(string name, Proposal proposal) =>
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(here)!, $"proposal-{name}.json"), Proposals.Json(proposal) + "\n");
    }
}
