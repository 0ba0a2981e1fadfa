namespace OpsAgent.Core.Approvals;

/// <summary>
/// Tells people. Best effort: an implementation MUST NOT throw for a message that could not be delivered, and MUST NOT
/// be given a token.
/// </summary>
public interface INotifier
{
    Task NotifyAsync(Notice notice, CancellationToken cancellationToken);
}
