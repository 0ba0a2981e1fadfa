using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Clients;

/// <summary>Checks that the resources of a deployment exist and reports everything that is missing at once.</summary>
public sealed class DeploymentCheck(AwsClients clients, TableNames tables, IParameterStore parameters, string parameterPrefix)
{
    /// <returns>For each problem one sentence that says what to do; empty when nothing is missing.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken)
    {
        // Without Region or credentials every other check would fail for the same reason.
        if (await TryAsync("The AWS Region and credentials", CheckCallerAsync) is { } callerProblem)
        {
            return [$"{callerProblem} Set AWS_REGION, and sign in or set AWS_PROFILE."];
        }

        var problems = new List<string?>();
        foreach (var table in (string[])[tables.Approvals, tables.Decisions, tables.Audit, tables.Incidents, tables.Sessions])
        {
            problems.Add(await TryAsync($"The DynamoDB table {table}", () => CheckTableAsync(table)));
        }

        problems.Add(await CheckParameterAsync(ParameterNames.ApiKey, "SecureString"));
        problems.Add(await CheckParameterAsync(ParameterNames.AllowedUsers, "StringList"));
        return [.. problems.OfType<string>()];

        async Task<string?> CheckCallerAsync()
        {
            await AwsCall.RunAsync("sts:GetCallerIdentity", "this caller", () => clients.Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken));
            return null;
        }

        async Task<string?> CheckTableAsync(string table)
        {
            try
            {
                var found = await AwsCall.RunAsync(
                    "dynamodb:DescribeTable", table, () => clients.DynamoDb.DescribeTableAsync(new DescribeTableRequest { TableName = table }, cancellationToken), "ResourceNotFoundException");
                return found.Table.TableStatus == "ACTIVE" ? null : $"The DynamoDB table {table} is {found.Table.TableStatus}: wait until it is ACTIVE.";
            }
            catch (ResourceNotFoundException)
            {
                return $"There is no DynamoDB table {table}: deploy the stack, or check Environment.";
            }
        }

        Task<string?> CheckParameterAsync(string name, string type)
        {
            var actual = parameterPrefix + name["/opsagent".Length..];
            return TryAsync($"The parameter {actual}", async () => string.IsNullOrEmpty(await parameters.ReadAsync(name, cancellationToken))
                ? $"There is no parameter {actual}: aws ssm put-parameter --name {actual} --type {type} --value ..."
                : null);
        }
    }

    private static async Task<string?> TryAsync(string what, Func<Task<string?>> checkAsync)
    {
        try
        {
            return await checkAsync();
        }
        catch (Exception e) when (e is AwsException or AmazonClientException)
        {
            return $"{what} could not be looked at: {e.Message}";
        }
    }
}
