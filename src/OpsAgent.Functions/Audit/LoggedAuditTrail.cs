using OpsAgent.Core.Audit;

namespace OpsAgent.Functions.Audit;

/// <summary>An audit trail whose events also go to the log, once they are stored.</summary>
public sealed class LoggedAuditTrail(IAuditTrail trail, AuditLog log) : IAuditTrail
{
    public async Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        await log.CountFailureAsync(async () =>
        {
            await trail.AppendAsync(events, cancellationToken);
            return true;
        });
        log.Write(events);
    }

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) => trail.ReadAsync(chain, cancellationToken);
}
