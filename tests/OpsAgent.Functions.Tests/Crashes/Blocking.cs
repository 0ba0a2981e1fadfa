using System.Reflection;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>
/// A port each of whose calls has ended when it returns, so that a run is one sequence and its clock stands still while it
/// is on the wire.
/// </summary>
public class Blocking<TPort> : DispatchProxy
    where TPort : class
{
    private object? inner;

    /// <param name="inner">Implements the port, or every one that the port consists of.</param>
    public static TPort Of(object inner)
    {
        var proxy = Create<TPort, Blocking<TPort>>();
        ((Blocking<TPort>)(object)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = (Task)targetMethod!.Invoke(inner, args)!;
        Task.WaitAny(call);
        return call;
    }
}
