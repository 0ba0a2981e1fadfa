using System.Reflection;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>A port that nobody may touch, whatever its methods are or become: every call fails.</summary>
public class Untouchable : DispatchProxy
{
    public static T Of<T>()
        where T : class => Create<T, Untouchable>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        throw new InvalidOperationException($"{targetMethod?.DeclaringType?.Name}.{targetMethod?.Name} was touched.");
}
