using System.Collections.Concurrent;

using OpsAgent.Core.Approvals;

namespace OpsAgent.TestKit;

/// <summary>Keeps what people would have been told.</summary>
public sealed class RecordingNotifier : INotifier
{
    private readonly ConcurrentQueue<Notice> _notices = new();

    public IReadOnlyCollection<Notice> Notices => _notices;

    public Task NotifyAsync(Notice notice, CancellationToken cancellationToken)
    {
        _notices.Enqueue(notice);
        return Task.CompletedTask;
    }
}
