using OpsAgent.Core.Approvals;
using OpsAgent.Core.Text;

namespace OpsAgent.Local.Hosting;

/// <summary>Notices to people as lines of the local host's output.</summary>
internal sealed class LocalNotifier(TextWriter output) : INotifier
{
    public async Task NotifyAsync(Notice notice, CancellationToken cancellationToken)
    {
        var to = notice.Kind switch
        {
            NoticeKind.ApprovalRequested => "to approvers",
            NoticeKind.Reminder => "reminder to approvers",
            NoticeKind.Incident => "to incidents topic",
            NoticeKind.BreakGlass => "to approvers and administrators",
            NoticeKind.ConfigurationChanged => "to administrators",
            _ => "to requester",
        };
        await output.WriteLineAsync($"[{to}] {notice.Subject}: {Sanitizer.Line(notice.Text)}".AsMemory(), cancellationToken);
    }
}
