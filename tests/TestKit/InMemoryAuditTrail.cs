using OpsAgent.Core.Audit;

namespace OpsAgent.TestKit;

/// <summary>An audit trail in memory: all events of a call or none, each place once.</summary>
public sealed class InMemoryAuditTrail : IAuditTrail, IAuditIndex
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Chain, long Sequence), AuditEvent> _events = [];

    /// <summary>Makes every write fail, as an audit store that is down does.</summary>
    public bool IsDown { get; set; }

    /// <summary>Every event, chain by chain.</summary>
    public IReadOnlyList<AuditEvent> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _events.Values];
            }
        }
    }

    /// <summary>Puts another text in place of an event's, as somebody with the store's own tools could.</summary>
    public void Spoil(string chain, long sequence, string body)
    {
        lock (_gate)
        {
            _events[(chain, sequence)] = _events[(chain, sequence)] with { Body = body };
        }
    }

    /// <summary>Has the store delete an event at another time than it should, as somebody with the store's own tools could.</summary>
    public void EndOtherwise(string chain, long sequence)
    {
        lock (_gate)
        {
            _events[(chain, sequence)] = _events[(chain, sequence)] with { HasOtherEnd = true };
        }
    }

    public Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            Append(events);
            return Task.CompletedTask;
        }
        catch (AuditWriteException e)
        {
            return Task.FromException(e);
        }
    }

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<AuditEvent>>([.. _events.Values.Where(e => e.Chain == chain)]);
        }
    }

    public Task<AuditPage> SearchAsync(AuditSearch search, AuditCursor? after, int limit, CancellationToken cancellationToken) => search.IsEmpty
        ? throw new ArgumentException("A search of the audit names a day, a user, a type or a proposal.", nameof(search))
        : Task.FromResult(AuditPage.Of(All, search, after, limit));

    internal void Append(IReadOnlyList<AuditEvent> links)
    {
        lock (_gate)
        {
            if (IsDown && links.Count > 0)
            {
                throw new AuditWriteException("The audit store is down.");
            }

            var places = new HashSet<(string, long)>();
            foreach (var link in links)
            {
                if (_events.ContainsKey((link.Chain, link.Sequence)) || !places.Add((link.Chain, link.Sequence)))
                {
                    throw new AuditWriteException($"Place {link.Sequence} of chain {link.Chain} is taken.");
                }
            }

            foreach (var link in links)
            {
                _events.Add((link.Chain, link.Sequence), link);
            }
        }
    }
}
