using System.Reflection;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>Chat has no way to a proposal but the function Proposals: no instruction that it may run touches one, and nothing that it holds could.</summary>
public sealed class ChatCannotDecideTests
{
    private static readonly Assembly[] Deployed = [typeof(OperationCatalog).Assembly, typeof(OpsAgent.Chat.Reading.Parser).Assembly, typeof(FunctionTable).Assembly, typeof(OpsAgent.Aws.Clients.AwsClients).Assembly];

    private static readonly Type[] Hands = [typeof(IApprovalStore), typeof(IProposalIndex), typeof(IStateMachine), typeof(Proposer), typeof(Decider), typeof(ProposalLedger)];

    [Fact]
    public void Chat_InAllThatItMayRun_TouchesNoProposal()
    {
        var chat = CallGraph.From(Deployed, typeof(ChatFunction), typeof(ApiPipeline));

        Assert.Contains("Amazon.Runtime.AmazonServiceClient.InvokeAsync", chat.Outside);
        Assert.Empty(chat.Types.Where(t => Array.Exists(Hands, h => h.IsAssignableFrom(t))).Select(t => t.FullName));
        Assert.DoesNotContain(chat.Outside, m => m.StartsWith("Amazon.StepFunctions.IAmazon", StringComparison.Ordinal));
    }

    [Fact]
    public void Chat_AsItIsMade_HoldsNothingOfProposals()
    {
        var bench = new Bench { Change = ports => ports with { ProposalsFunction = () => Untouchable.Of<IProposalsFunction>() } };

        Assert.Empty(HeldObjects.Of(bench.Function(FunctionNames.Chat)).Where(o => Array.Exists(Hands, h => h.IsInstanceOfType(o))).Select(o => o.GetType().FullName));
    }
}
