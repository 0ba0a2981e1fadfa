using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Naming;

/// <summary>
/// <see cref="IResourceDirectory"/> over sources that are read side by side, each once at a time and for all callers. What one
/// answered is kept for a minute in this process, and ten seconds where it failed; what it answered before it failed is kept too.
/// </summary>
public sealed class ResourceDirectory(IReadOnlyList<ResourceSource> sources, TimeProvider time) : IResourceDirectory
{
    // As long as CloudWatch takes for an alarm's name, and EC2 nearly for a tag's value.
    private const int MaxLength = 255;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeptAfterAFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<Reading>> _kept = new(StringComparer.Ordinal);

    public async Task<ResourceMatches> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, IResourceDirectory.MaxNames);
        List<string> asked = [.. names.Where(n => n.Length <= MaxLength && NameWords.Of(n).Fine.Count > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (asked.Count == 0)
        {
            return new ResourceMatches([], []);
        }

        // Who goes away leaves the readings to the others.
        var readings = await Task.WhenAll(sources.Select((s, i) => ReadOnceAsync(s, i, asked))).WaitAsync(cancellationToken);
        if (readings.All(r => r is { Failure: not null, ByWord.Count: 0 }))
        {
            throw readings[0].Failure!;
        }

        return new ResourceMatches(
            [.. asked.Select(NameWords.Of).SelectMany(n => readings.SelectMany(r => r.Find(n))).DistinctBy(r => r.Subject)],
            [.. readings.Select(r => r.NotSearched).OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    private Task<Reading> ReadOnceAsync(ResourceSource source, int index, IReadOnlyList<string> names)
    {
        var key = source.IsByName ? $"{index}\n{string.Join('\n', names)}" : $"{index}";
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var stale in _kept.Where(k => k.Value.IsCompleted && (!k.Value.IsCompletedSuccessfully || k.Value.Result.StaleAt <= now)).Select(k => k.Key).ToList())
            {
                _kept.Remove(stale);
            }

            if (!_kept.TryGetValue(key, out var reading))
            {
                _kept[key] = reading = ReadAsync(source, names);
            }

            return reading;
        }
    }

    private async Task<Reading> ReadAsync(ResourceSource source, IReadOnlyList<string> names)
    {
        var (found, leftOut, failure) = (new List<NamedResource>(), (string?)null, (AwsException?)null);
        using var limit = new CancellationTokenSource(MaxTime, time);
        try
        {
            await foreach (var page in source.Read(names, limit.Token))
            {
                found.AddRange(page.Resources);
                leftOut ??= page.LeftOut;
            }
        }
        catch (Exception e) when (limit.IsCancellationRequested && e is OperationCanceledException or AwsException)
        {
            failure = new AwsException(ErrorCode.AwsServiceError, source.Action, "*", $"AWS did not answer {source.Action} on * within {MaxTime.TotalSeconds} seconds. Try again.", e);
        }
        catch (AwsException e)
        {
            failure = e;
        }

        return Reading.Of(found, failure, (failure?.Message ?? leftOut) is { } why ? $"{source.What}: {why}" : null, time.GetUtcNow() + (failure is null ? KeptFor : KeptAfterAFailure));
    }

    /// <summary>What a source answered, by each word of each name.</summary>
    private sealed record Reading(
        ILookup<string, (NameWords Words, NamedResource Resource)> ByWord, AwsException? Failure, string? NotSearched, DateTimeOffset StaleAt)
    {
        public static Reading Of(IEnumerable<NamedResource> found, AwsException? failure, string? notSearched, DateTimeOffset staleAt) => new(
            (from resource in found
             let words = NameWords.Of(resource.Name)
             from key in words.All
             select (Key: key, Entry: (words, resource))).ToLookup(e => e.Key, e => e.Entry, StringComparer.OrdinalIgnoreCase),
            failure,
            notSearched,
            staleAt);

        public IEnumerable<NamedResource> Find(NameWords said) => said.First.SelectMany(k => ByWord[k]).Where(e => said.IsIn(e.Words)).Select(e => e.Resource);
    }
}
