using System.Collections.Concurrent;

using OpsAgent.Core.Channels;

namespace OpsAgent.TestKit;

/// <summary>Keeps what would have been posted.</summary>
public sealed class RecordingChannels(params IReadOnlyList<string> names) : IChannels
{
    private readonly ConcurrentQueue<ChannelPost> _posts = new();

    public IReadOnlyCollection<ChannelPost> Posts => _posts;

    /// <summary>When set, no post arrives, and this is why.</summary>
    public string? Problem { get; set; }

    /// <summary>The hook: what happens while a post is under way.</summary>
    public Action? WhilePosting { get; set; }

    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => Task.FromResult(names);

    public Task<Delivery> PostAsync(ChannelPost post, CancellationToken cancellationToken)
    {
        WhilePosting?.Invoke();
        if (Problem is { } problem)
        {
            return Task.FromResult(Delivery.Failed(problem));
        }

        _posts.Enqueue(post);
        return Task.FromResult(Delivery.Posted);
    }
}
