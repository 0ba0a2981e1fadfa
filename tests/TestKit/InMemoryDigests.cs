using System.Globalization;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;

namespace OpsAgent.TestKit;

/// <summary>Digests in memory: each number once. What a test does to the list is done to the table.</summary>
public sealed class InMemoryDigests : IDigestStore
{
    public SortedDictionary<long, SignedDigest> Kept { get; } = [];

    /// <summary>Runs before each put, as a rival could.</summary>
    public Action<SignedDigest>? BeforePut { get; set; }

    public Task<SignedDigest?> ReadBeforeAsync(long number, CancellationToken cancellationToken) =>
        Task.FromResult<SignedDigest?>(Kept.LastOrDefault(d => d.Key < number).Value);

    public Task<IReadOnlyList<SignedDigest>> ReadAsync(long from, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SignedDigest>>([.. Kept.Where(d => d.Key >= from).Take(limit).Select(d => d.Value)]);

    public Task<bool> PutAsync(SignedDigest digest, CancellationToken cancellationToken)
    {
        BeforePut?.Invoke(digest);
        return Task.FromResult(Kept.TryAdd(digest.Number, digest));
    }
}

/// <summary>An archive in memory, of which nothing is ever changed.</summary>
public sealed class InMemoryArchive : IDigestArchive
{
    public Dictionary<string, string> Kept { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<string> KeepAsync(string key, string text, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException<string>(Failure);
        }

        Kept.TryAdd(key, text);
        return Task.FromResult(Kept[key]);
    }
}

/// <summary>Any events as AuditDigest reads them: each indexed by its own time, unless the test says another.</summary>
/// <param name="others">Asked each time for more events, such as those of a trail; null for none.</param>
public sealed class InMemoryAuditEvents(Func<IEnumerable<AuditEvent>>? others = null) : IAuditEvents
{
    public IList<AuditEvent> Events { get; } = [];

    private IEnumerable<AuditEvent> All => Events.Concat(others?.Invoke() ?? []);

    /// <summary>The times of the index that are not the events' own.</summary>
    public Dictionary<AuditPlace, DateTimeOffset> Times { get; } = [];

    public Task<DateTimeOffset?> FindOldestAsync(CancellationToken cancellationToken) => Task.FromResult(All.Min(TimeOf));

    public Task<IReadOnlyList<AuditPlace>> ListHourAsync(DateTimeOffset hour, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AuditPlace>>(
        [.. All.Where(e => TimeOf(e) >= hour && TimeOf(e) < hour.AddHours(1)).Select(PlaceOf)]);

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditEvent>>([.. All.Where(e => e.Chain == chain).OrderBy(e => e.Sequence)]);

    private static AuditPlace PlaceOf(AuditEvent link) => new(link.Chain, link.Sequence);

    private DateTimeOffset? TimeOf(AuditEvent link) => Times.TryGetValue(PlaceOf(link), out var time) ? time
        : link.FieldsIfReadable() is { } fields && DateTimeOffset.TryParse(fields.GetProperty("timestamp").GetString(), CultureInfo.InvariantCulture, out var own) ? own
        : null;
}
