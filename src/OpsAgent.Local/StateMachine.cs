using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

using OpsAgent.Functions;

namespace OpsAgent.Local;

/// <summary>Puts the approval workflow onto a Step Functions endpoint, with the local names of its functions.</summary>
internal static class StateMachine
{
    private const string Name = "opsagent-write-operation";
    private const string Role = "arn:aws:iam::123456789012:role/opsagent-local-states";

    /// <returns>The state machine's ARN.</returns>
    public static async Task<string> DeployAsync(IAmazonStepFunctions client, CancellationToken cancellationToken)
    {
        var definition = await DefinitionAsync(cancellationToken);
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

    private static async Task<string> DefinitionAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(StateMachine).Assembly.GetManifestResourceStream("write-operation.asl.json")!;
        using var reader = new StreamReader(stream);
        var definition = await reader.ReadToEndAsync(cancellationToken);
        // As SAM's DefinitionSubstitutions do in a deployment.
        return FunctionNames.Activities.Aggregate(
            definition, (text, name) => text.Replace($"${{{name}Function}}", name, StringComparison.Ordinal));
    }
}
