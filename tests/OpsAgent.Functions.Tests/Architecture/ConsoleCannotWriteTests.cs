using System.Reflection;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Api.Console;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>What the console's function may run once the edge has let somebody in: reads, and nothing that decides or changes.</summary>
public sealed class ConsoleCannotWriteTests
{
    private static readonly Assembly[] Deployed = [typeof(OperationCatalog).Assembly, typeof(OpsAgent.Chat.Reading.Parser).Assembly, typeof(FunctionTable).Assembly, typeof(OpsAgent.Aws.Clients.AwsClients).Assembly];

    private static readonly string[] Writes =
    [
        "IApprovalStore.SubmitAsync", "IApprovalStore.ReplaceAsync", "IAuditTrail.AppendAsync", "IIncidents.CreateAsync", "IStateMachine.StartAsync", "IStateMachine.ResumeAsync",
        "INotifier.NotifyAsync",
    ];

    private static readonly CallGraph Console = CallGraph.From(Deployed, typeof(ConsoleFunction), typeof(ConsoleReader), typeof(ProposalReader), typeof(DecisionRightsReader), typeof(DecisionRights));

    [Fact]
    public void Console_InAllThatItMayRun_CallsNoWrite() => Assert.Empty(WritesOf(Console));

    [Fact]
    public void Console_InAllThatItMayRun_CallsOfAwsTheseReadsAlone() => Assert.Equal(
        ["GetItemAsync", "QueryAsync", "DescribeExecutionAsync", "GetExecutionHistoryAsync"],
        Console.Outside
            .Where(m => m.StartsWith("Amazon.", StringComparison.Ordinal) && m.Contains(".IAmazon", StringComparison.Ordinal) && m.EndsWith("Async", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(m => m[(m.LastIndexOf('.') + 1)..]));

    [Fact]
    public void CallGraph_OfWhatDecides_FindsItsWrites() =>
        Assert.Superset(
            new HashSet<string> { "IApprovalStore.ReplaceAsync", "IStateMachine.ResumeAsync" },
            WritesOf(CallGraph.From(Deployed, typeof(ProposalsFunction))).ToHashSet());

    private static IEnumerable<string> WritesOf(CallGraph graph) => Writes.Where(w => graph.Ours.Any(m => m.EndsWith($".{w}", StringComparison.Ordinal)));
}
