using System.Collections.Concurrent;

using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.TestKit;

/// <summary>Keeps what would have been posted.</summary>
public sealed class RecordingDestinations(params IReadOnlyList<string> names) : IDestinations
{
    private readonly ConcurrentQueue<OutgoingMessage> _posts = new();

    public IReadOnlyCollection<OutgoingMessage> Posts => _posts;

    /// <summary>When set, no post arrives, and this is why.</summary>
    public string? Problem { get; set; }

    /// <summary>The hook: what happens while a post is under way.</summary>
    public Action? WhilePosting { get; set; }

    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => Task.FromResult(names);

    public Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken)
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
