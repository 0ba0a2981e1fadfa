using System.Reflection;

namespace OpsAgent.Functions.Tests.Hosting;

/// <summary>A service that does not answer: the named calls end by being cancelled, or not at all. All others pass.</summary>
/// <param name="methods">The names of the port's methods.</param>
internal sealed class Stall(params string[] methods)
{
    private readonly TaskCompletionSource<CancellationToken> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Which of the calls stall, by their arguments; null for all.</summary>
    public Func<object?[], bool>? When { get; init; }

    /// <summary>Whether a stalled call ends when it is cancelled.</summary>
    public bool Heeds { get; init; } = true;

    /// <summary>The token of the first call that stalled, once there is one.</summary>
    public Task<CancellationToken> Reached => _reached.Task;

    public bool Names(string method) => methods.Contains(method);

    public T Around<T>(T port)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Proxy>();
        ((Proxy)(object)proxy).Begin(this, port);
        return proxy;
    }

    private bool Holds(string method, object?[] arguments) => Names(method) && When?.Invoke(arguments) is not false;

    private Task<TResult> StallAsync<TResult>(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<TResult>();
        if (Heeds)
        {
            cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        }

        _reached.TrySetResult(cancellationToken);
        return never.Task;
    }

    // DispatchProxy derives from it at run time, so it is neither private nor sealed, and nobody is seen to make one.
#pragma warning disable CA1812, CA1852
    internal class Proxy : DispatchProxy
#pragma warning restore CA1812, CA1852
    {
        private static readonly MethodInfo Stalled = typeof(Stall).GetMethod(nameof(StallAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

        private Stall _stall = null!;
        private object _port = null!;

        public void Begin(Stall stall, object port) => (_stall, _port) = (stall, port);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var arguments = args ?? [];
            if (!_stall.Holds(targetMethod!.Name, arguments))
            {
                return targetMethod.Invoke(_port, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            }

            var result = targetMethod.ReturnType is { IsGenericType: true } task ? task.GetGenericArguments()[0] : typeof(bool);
            return Stalled.MakeGenericMethod(result).Invoke(_stall, [arguments.OfType<CancellationToken>().Single()]);
        }
    }
}
