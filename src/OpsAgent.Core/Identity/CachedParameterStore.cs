namespace OpsAgent.Core.Identity;

/// <summary>
/// Parameters kept for at most 60 seconds; that one is missing is kept too, a read that failed or was cancelled never.
/// Readers of one name at one time share the call.
/// </summary>
/// <param name="read">Reads where they are stored; null for a parameter that is not there.</param>
/// <param name="readList">Reads a list where it is stored.</param>
/// <param name="time">Measures the 60 seconds.</param>
public sealed class CachedParameterStore(Func<string, Task<string?>> read, Func<string, Task<ParameterList>> readList, TimeProvider time) : IParameterStore
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly Cache<string?> _values = new(read, time);
    private readonly Cache<ParameterList> _lists = new(readList, time);

    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) => _values.ReadAsync(name, fresh: false, cancellationToken);

    public Task<string?> ReadAgainAsync(string name, CancellationToken cancellationToken) => _values.ReadAsync(name, fresh: true, cancellationToken);

    public Task<ParameterList> ReadListAsync(string name, bool fresh, CancellationToken cancellationToken) => _lists.ReadAsync(name, fresh, cancellationToken);

    private sealed class Cache<T>(Func<string, Task<T>> read, TimeProvider time)
    {
        private readonly Dictionary<string, (Task<T> Value, long At)> _read = new(StringComparer.Ordinal);
        private readonly Lock _gate = new();

        public Task<T> ReadAsync(string name, bool fresh, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                var current = !fresh && _read.TryGetValue(name, out var last) && last.Value is { IsFaulted: false, IsCanceled: false } && time.GetElapsedTime(last.At) < Lifetime;
                return (current ? _read[name].Value : Start(name)).WaitAsync(cancellationToken);
            }
        }

        private Task<T> Start(string name)
        {
            // From the start of the call, for the value may change right after it was read.
            var at = time.GetTimestamp();

            // Others may wait for the same call, so no single caller ends it.
            var value = Task.Run(() => read(name));
            _read[name] = (value, at);
            return value;
        }
    }
}
