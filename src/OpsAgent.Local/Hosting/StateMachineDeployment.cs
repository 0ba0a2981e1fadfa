using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Hosting;

/// <summary>Creates or updates the approval workflow on a Step Functions endpoint, with the local names of its functions.</summary>
internal static class StateMachineDeployment
{
    private const string Name = "opsagent-write-operation";
    private const string Role = "arn:aws:iam::123456789012:role/opsagent-local-states";

    /// <returns>The state machine's ARN.</returns>
    /// <exception cref="IOException">The endpoint does not answer, or refuses; the message is one line.</exception>
    public static async Task<string> DeployAsync(IAmazonStepFunctions client, CancellationToken cancellationToken)
    {
        try
        {
            return await CreateOrUpdateAsync(client, cancellationToken);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new IOException($"Step Functions at {client.Config.ServiceURL} did not take the state machine: {e.Message}", e);
        }
    }

    private static async Task<string> CreateOrUpdateAsync(IAmazonStepFunctions client, CancellationToken cancellationToken)
    {
        // As SAM's DefinitionSubstitutions do in a deployment.
        var definition = FunctionNames.Activities.Aggregate(
            WriteOperationDefinition.Text(), (text, name) => text.Replace($"${{{name}Function}}", name, StringComparison.Ordinal));
        var listed = await client.ListStateMachinesAsync(new ListStateMachinesRequest(), cancellationToken);
        if (listed.StateMachines?.Find(m => m.Name == Name) is { } existing)
        {
            await client.UpdateStateMachineAsync(
                new UpdateStateMachineRequest { StateMachineArn = existing.StateMachineArn, Definition = definition }, cancellationToken);
            return existing.StateMachineArn;
        }

        var created = await client.CreateStateMachineAsync(
            new CreateStateMachineRequest { Name = Name, Definition = definition, RoleArn = Role, Type = StateMachineType.STANDARD }, cancellationToken);
        return created.StateMachineArn;
    }
}
