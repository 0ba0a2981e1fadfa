using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>An execution that has ended counts as none, and another is started.</summary>
internal sealed class SweepRestarts : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { StateMachine = new Restarting(ports.StateMachine, bench) };

    private sealed class Restarting(IStateMachine inner, Bench bench) : IStateMachine
    {
        public async Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken)
        {
            if (!await inner.StartAsync(proposal, cancellationToken))
            {
                await bench.Workflow.Then!(new StateMachineCall(Machine.StartAgain, proposal));
            }

            return true;
        }

        public async Task<StateMachineExecution?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken) =>
            await inner.DescribeAsync(proposal, cancellationToken) is { IsRunning: true } run ? run : null;

        public Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken) => inner.ResumeAsync(proposal, cancellationToken);

        public Task<IReadOnlyList<StateMachineStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken) => inner.TraceAsync(proposal, cancellationToken);
    }
}
