using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

public sealed class StoppedExecutionTests
{
    [Fact]
    public async Task StopExecution_FromTheConsole_ClosesTheProposalAtTheNextSweep()
    {
        await using var agent = await LocalAgent.StartAsync();
        using var client = Client(agent.Host.StatesUrl);
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        var arn = (await agent.GetAsync($"/operations/proposals/{proposed.Text("proposal_id")}"))
            .Json.GetProperty("workflow").GetProperty("execution_arn").GetString();
        await client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = arn });
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "expired");
        Assert.Contains("stopped", page.Text("close_reason"), StringComparison.Ordinal);
        Assert.True((await agent.ProposeRebootAsync(Instances.Impaired)).Success);
    }

    [Fact]
    public async Task SendTaskSuccess_ByHandWithoutAnApproval_ExecutesNothing()
    {
        await using var agent = await LocalAgent.StartAsync();
        using var client = Client(agent.Host.StatesUrl);
        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);
        var arn = (await agent.GetAsync($"/operations/proposals/{proposed.Text("proposal_id")}"))
            .Json.GetProperty("workflow").GetProperty("execution_arn").GetString()!;
        var history = await client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest { ExecutionArn = arn, IncludeExecutionData = true });
        var scheduled = history.Events.Last(e => e.TaskScheduledEventDetails is not null).TaskScheduledEventDetails.Parameters;
        var taskToken = agent.TaskToken(arn);
        Assert.DoesNotContain(taskToken, scheduled, StringComparison.Ordinal);

        await client.SendTaskSuccessAsync(new SendTaskSuccessRequest { TaskToken = taskToken, Output = """{"status":"approved"}""" });

        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "expired");
        Assert.DoesNotContain("action_executed", page.Timeline());
        Assert.Contains("ExecuteAction", page.Path());
    }

    private static AmazonStepFunctionsClient Client(Uri endpoint) => new(
        new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"),
        new AmazonStepFunctionsConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" });
}
