namespace OpsAgent.Core.Approvals;

/// <summary>
/// Sends notices to people, best effort: an implementation MUST NOT throw for a message that could not be delivered. A notice
/// MUST NOT contain a token.
/// </summary>
public interface INotifier
{
    Task NotifyAsync(Notice notice, CancellationToken cancellationToken);
}
