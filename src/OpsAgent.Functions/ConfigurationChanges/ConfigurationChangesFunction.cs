using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ConfigurationChanges;

/// <summary>
/// Records each change of the deployment's configuration, of which EventBridge tells, and tells the administrators; of the policy,
/// where its history can be read, what is changed. EventBridge may deliver an event twice: it is recorded once. Who made the change
/// is in CloudTrail alone.
/// </summary>
/// <param name="history">Of parameters; null where none is kept.</param>
/// <param name="catalog">Whose writes a policy may name.</param>
public sealed class ConfigurationChangesFunction(
    AgentOptions options, IAuditTrail trail, INotifier notifier, AuditEventFactory eventFactory, IParameterHistory? history, OperationCatalog catalog)
{
    /// <exception cref="AuditWriteException">The change is not recorded; Lambda delivers the event again.</exception>
    public async Task<ConfigurationChangesResult> HandleAsync(JsonElement given, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        if (!ConfigurationChange.TryRead(given, options.ParameterPrefix, out var change))
        {
            lambdaContext.Logger.LogError($"ERROR {lambdaContext.AwsRequestId} ConfigurationChanges: refused an event that tells of no change of this deployment's configuration.");
            return new ConfigurationChangesResult("refused");
        }

        if (await trail.ReadAsync(change.EventId, cancellationToken) is { Count: > 0 })
        {
            return new ConfigurationChangesResult("repeated");
        }

        var policy = await PolicyChange.ReadAsync(
            change, options.ParameterPrefix, history, catalog, m => lambdaContext.Logger.LogWarning($"WARN {lambdaContext.AwsRequestId} ConfigurationChanges: {m}"), cancellationToken);

        // First, so that a crash in between tells people twice rather than never.
        await notifier.NotifyAsync(NoticeOf(change, policy), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await new RequestAudit(change.EventId, trail, eventFactory).AppendAsync(
            new AuditSubject(change.EventId, options.Mode) { Target = change.Name },
            new AuditEntry(AuditEventType.ConfigurationChanged, change.What.ToLowerInvariant(), DetailsOf(change, policy)),
            cancellationToken);
        return new ConfigurationChangesResult("recorded");
    }

    private static JsonElement DetailsOf(ConfigurationChange change, PolicyChange? policy)
    {
        var details = new JsonObject
        {
            ["changed"] = Changed(change),
            [change.IsStack ? "status" : "operation"] = change.What,
            ["type"] = change.Type,
            ["changed_at"] = Timestamps.Text(change.At),
        };
        if (policy is not null)
        {
            details["policy"] = policy.Details;
        }

        return details.ToElement();
    }

    private static Notice NoticeOf(ConfigurationChange change, PolicyChange? policy) =>
        new(NoticeKind.ConfigurationChanged, change.IsStack ? StackName(change) : change.Name, TextOf(change) + (policy is null ? string.Empty : $" What changed: {policy.Text}"))
        {
            Attributes = new Dictionary<string, string> { ["changed"] = Changed(change) },
        };

    private static string TextOf(ConfigurationChange change) => change.IsStack
        ? $"The stack {StackName(change)} is {change.What} since {Timestamps.Text(change.At)}. CloudTrail says who asked for it."
        : $"The parameter {change.Name} was changed ({change.What}) at {Timestamps.Text(change.At)}. "
            + "If you do not know why, look who did it: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=ssm.amazonaws.com"
            // The history goes with the parameter, and that of a SecureString shows nothing.
            + (change is { Type: "String" or "StringList", What: not "Delete" } ? $"; what it was before: aws ssm get-parameter-history --name {change.Name}" : string.Empty);

    private static string Changed(ConfigurationChange change) => change.IsStack ? "stack" : "parameter";

    private static string StackName(ConfigurationChange change) => change.Name.Split('/')[1];
}
