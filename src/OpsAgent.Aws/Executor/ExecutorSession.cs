using System.Net;
using System.Text;
using System.Text.Json;

using Amazon.Runtime;
using Amazon.SecurityToken.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Executor;

/// <summary>
/// A session of the executor role for one change: its session policy allows one action on one resource, and to pass the roles that it names; session name and
/// source identity in CloudTrail are the proposal id.
/// </summary>
internal sealed class ExecutorSession
{
    private const string AssumeRole = "sts:AssumeRole";

    // The minimum of STS; a write takes seconds.
    private const int Seconds = 900;

    // Wildcards and policy variables in Action and Resource.
    private static readonly char[] Wildcards = ['*', '?', '$'];

    private readonly AwsClients _clients;
    private readonly ExecutorScope _scope;
    private readonly SessionAWSCredentials _credentials;

    private ExecutorSession(AwsClients clients, ExecutorScope scope, SessionAWSCredentials credentials) =>
        (_clients, _scope, _credentials) = (clients, scope, credentials);

    /// <exception cref="AwsException">The role could not be assumed. Never AWS_SERVICE_ERROR, which would mean an unknown outcome: nothing was done.</exception>
    public static async Task<ExecutorSession> OpenAsync(AwsClients clients, string roleArn, ExecutorScope scope, CancellationToken cancellationToken)
    {
        var request = new AssumeRoleRequest
        {
            RoleArn = roleArn,
            RoleSessionName = scope.ProposalId.Value,
            SourceIdentity = scope.ProposalId.Value,
            DurationSeconds = Seconds,
            Policy = PolicyOf(scope),
        };
        try
        {
            var answer = await AwsCall.RunAsync(AssumeRole, roleArn, () => clients.Sts.AssumeRoleAsync(request, cancellationToken));
            return answer.Credentials is { } keys
                ? new ExecutorSession(clients, scope, new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken))
                : throw NotAssumed(roleArn, null);
        }
        catch (AwsException e) when (e.Code is ErrorCode.AwsServiceError)
        {
            throw NotAssumed(roleArn, e);
        }
        catch (AwsException e) when (e.InnerException is AmazonServiceException { ErrorCode: "AccessDenied", StatusCode: HttpStatusCode.Forbidden })
        {
            throw new AwsException(
                ErrorCode.AwsAccessDenied,
                AssumeRole,
                roleArn,
                $"AWS denied {AssumeRole} on {roleArn}; nothing was done.{AwsSentence.Of(e.InnerException.Message)} The role in use needs sts:AssumeRole and sts:SetSourceIdentity on it, "
                + "and its trust policy must allow both to the role in use.",
                e);
        }
    }

    /// <returns>Clients with the session's credentials that send each request once. The caller disposes them.</returns>
    public AwsClients Clients() => _clients.WithSession(_credentials);

    /// <summary>Checks an action before it is sent; AWS checks it again by the session policy.</summary>
    /// <param name="arnEnds">The resource must end with one of these.</param>
    /// <exception cref="AwsException">AWS_ACCESS_DENIED: the session is for another action or resource.</exception>
    public void RequireInScope(string action, params ReadOnlySpan<string> arnEnds)
    {
        var isResource = false;
        foreach (var end in arnEnds)
        {
            isResource |= _scope.ResourceArn.EndsWith(end, StringComparison.Ordinal);
        }

        if (_scope.IamAction != action || !isResource)
        {
            throw new AwsException(
                ErrorCode.AwsAccessDenied, action, _scope.ResourceArn, $"The executor's session allows {_scope.IamAction} on {_scope.ResourceArn} alone, and not {action} on {arnEnds[0]}.");
        }
    }

    private static AwsException NotAssumed(string roleArn, Exception? inner) => new(
        ErrorCode.AwsThrottled, AssumeRole, roleArn, $"AWS could not assume the role {roleArn} just now; nothing was done.{AwsSentence.Of((inner?.InnerException as AmazonServiceException)?.Message)} Try again in a minute.", inner);

    /// <returns>The session policy as JSON: it allows the scope's action on its resource, and to hand the roles that come with it to ECS tasks.</returns>
    /// <exception cref="AwsException">POLICY_DENIED: action or resource has a wildcard.</exception>
    internal static string PolicyOf(ExecutorScope scope)
    {
        if (scope.IamAction.IndexOfAny(Wildcards) >= 0 || scope.ResourceArn.IndexOfAny(Wildcards) >= 0 || scope.PassedRoles.Any(r => r.IndexOfAny(Wildcards) >= 0))
        {
            throw new AwsException(
                ErrorCode.PolicyDenied, scope.IamAction, scope.ResourceArn, $"{scope.IamAction} on {scope.ResourceArn} is not one action on one resource; nothing was done.");
        }

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("Version", "2012-10-17");
            writer.WriteStartArray("Statement");
            writer.WriteStartObject();
            writer.WriteString("Effect", "Allow");
            writer.WriteString("Action", scope.IamAction);
            writer.WriteString("Resource", scope.ResourceArn);
            writer.WriteEndObject();
            if (scope.PassedRoles.Count > 0)
            {
                WritePassRole(writer, scope.PassedRoles);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }

    // AWS asks for it where a call hands roles to tasks.
    private static void WritePassRole(Utf8JsonWriter writer, IReadOnlyList<string> roles)
    {
        writer.WriteStartObject();
        writer.WriteString("Effect", "Allow");
        writer.WriteString("Action", "iam:PassRole");
        writer.WriteStartArray("Resource");
        foreach (var role in roles)
        {
            writer.WriteStringValue(role);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("Condition");
        writer.WriteStartObject("StringEquals");
        writer.WriteString("iam:PassedToService", "ecs-tasks.amazonaws.com");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
