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
/// The executor role assumed for one change: its session policy allows one action on one resource, and CloudTrail shows
/// the proposal as session name and source identity.
/// </summary>
internal sealed class ExecutorSession
{
    private const string AssumeRole = "sts:AssumeRole";

    // The least that STS gives; a write takes seconds.
    private const int Seconds = 900;

    // In a policy's Resource these stand for other text than themselves.
    private static readonly char[] Wildcards = ['*', '?', '$'];

    private readonly AwsClients _clients;
    private readonly ExecutorScope _scope;
    private readonly SessionAWSCredentials _credentials;

    private ExecutorSession(AwsClients clients, ExecutorScope scope, SessionAWSCredentials credentials) =>
        (_clients, _scope, _credentials) = (clients, scope, credentials);

    /// <exception cref="AwsException">The role could not be assumed. Nothing was done, so it never is AWS_SERVICE_ERROR.</exception>
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
                $"AWS denied {AssumeRole} on {roleArn}; nothing was done. The role in use needs sts:AssumeRole and sts:SetSourceIdentity on it, "
                + "and its trust policy must allow both to the role in use.",
                e);
        }
    }

    /// <returns>Clients that send once, with the session's rights. The caller disposes them.</returns>
    public AwsClients Clients() => _clients.As(_credentials);

    /// <summary>AWS checks it too, by the session policy; a mistake of ours need not reach it.</summary>
    /// <exception cref="AwsException">The scope is for something else.</exception>
    public void Require(string action, params ReadOnlySpan<string> arnEnds)
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
        ErrorCode.AwsThrottled, AssumeRole, roleArn, $"AWS could not assume the role {roleArn} just now; nothing was done. Try again in a minute.", inner);

    /// <returns>The session policy: what a session for this scope may at most.</returns>
    internal static string PolicyOf(ExecutorScope scope)
    {
        if (scope.IamAction.IndexOfAny(Wildcards) >= 0 || scope.ResourceArn.IndexOfAny(Wildcards) >= 0)
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
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
