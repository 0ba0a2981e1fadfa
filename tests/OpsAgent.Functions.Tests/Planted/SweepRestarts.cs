using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>An execution that has ended counts as none, and another is started.</summary>
internal sealed class SweepRestarts : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { Workflow = new Restarting(ports.Workflow, bench) };

    private sealed class Restarting(IApprovalWorkflow inner, Bench bench) : IApprovalWorkflow
    {
        public async Task<bool> StartAsync(Proposal proposal, CancellationToken cancellationToken)
        {
            if (!await inner.StartAsync(proposal, cancellationToken))
            {
                await bench.Workflow.Then!(new WorkflowCall(Machine.StartAgain, proposal));
            }

            return true;
        }

        public async Task<WorkflowRun?> DescribeAsync(Proposal proposal, CancellationToken cancellationToken) =>
            await inner.DescribeAsync(proposal, cancellationToken) is { IsRunning: true } run ? run : null;

        public Task<bool> ResumeAsync(Proposal proposal, CancellationToken cancellationToken) => inner.ResumeAsync(proposal, cancellationToken);

        public Task<IReadOnlyList<WorkflowStep>> TraceAsync(Proposal proposal, CancellationToken cancellationToken) => inner.TraceAsync(proposal, cancellationToken);
    }
}
