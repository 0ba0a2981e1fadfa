using System.Collections.Concurrent;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Settings from a dictionary, which a test may change; records which were read.</summary>
public sealed class FixedParameterStore(IEnumerable<KeyValuePair<string, string>> values) : IParameterStore
{
    private readonly ConcurrentQueue<string> _reads = new();
    private readonly ConcurrentQueue<string> _readsAgain = new();

    public FixedParameterStore()
        : this(Users.Settings)
    {
    }

    /// <summary>What a cache holds.</summary>
    public ConcurrentDictionary<string, string> Cached { get; } = new(values);

    /// <summary>What the parameter store holds where it is newer than the cache.</summary>
    public ConcurrentDictionary<string, string> Newer { get; } = new();

    /// <summary>What every read throws, or null.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyCollection<string> Reads => _reads;

    public IReadOnlyCollection<string> ReadsAgain => _readsAgain;

    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        _reads.Enqueue(name);
        return Failure is null ? Task.FromResult(Cached.GetValueOrDefault(name)) : Task.FromException<string?>(Failure);
    }

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken)
    {
        _readsAgain.Enqueue(name);
        return Failure is null
            ? Task.FromResult(Newer.GetValueOrDefault(name) ?? Cached.GetValueOrDefault(name))
            : Task.FromException<string?>(Failure);
    }

    public Task<ParameterList> ReadListAsync(string name, bool fresh, CancellationToken cancellationToken)
    {
        (fresh ? _readsAgain : _reads).Enqueue(name);
        return Failure is null
            ? Task.FromResult(ParameterList.Of(name, ParameterList.NamesOf(name).SelectMany(Part)))
            : Task.FromException<ParameterList>(Failure);

        IEnumerable<(string Name, string Value, string Version)> Part(string part) =>
            ((fresh ? Newer.GetValueOrDefault(part) : null) ?? Cached.GetValueOrDefault(part)) is { } value ? [(part, value, CanonicalJson.Hash(value)[..8])] : [];
    }
}
