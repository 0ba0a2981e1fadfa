namespace OpsAgent.Core.Identity;

/// <summary>
/// Parameters kept for at most 60 seconds; that one is missing is kept too, a read that failed or was cancelled never.
/// Readers of one name at one time share the call.
/// </summary>
/// <param name="read">Reads where they are stored; null for a parameter that is not there.</param>
/// <param name="time">Measures the 60 seconds.</param>
public sealed class CachedParameterStore(Func<string, Task<string?>> read, TimeProvider time) : IParameterStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, (Task<string?> Value, long At)> _read = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var current = _read.TryGetValue(name, out var last) && last.Value is { IsFaulted: false, IsCanceled: false } && time.GetElapsedTime(last.At) < Kept;
            return (current ? last.Value : Start(name)).WaitAsync(cancellationToken);
        }
    }

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Start(name).WaitAsync(cancellationToken);
        }
    }

    private Task<string?> Start(string name)
    {
        // From the start of the call, for the value may change right after it was read.
        var at = time.GetTimestamp();

        // Others may wait for the same call, so no single caller ends it.
        var value = Task.Run(() => read(name));
        _read[name] = (value, at);
        return value;
    }
}
