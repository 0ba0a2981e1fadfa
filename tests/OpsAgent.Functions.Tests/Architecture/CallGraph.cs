using System.Reflection;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>
/// What may run once a method is called, read from the instructions of our own assemblies. It errs on the side of too
/// much: a call of a virtual method reaches every override there is, a method of an object reaches what made the
/// object, and a type that is named anywhere on the way has its static constructor run and whatever the framework may
/// call on it (MoveNext, Dispose, ToString). It cannot see through a delegate that was made elsewhere; here those come
/// from the composition root and are roots themselves.
/// </summary>
internal sealed class CallGraph
{
    private const BindingFlags Every =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly HashSet<Assembly> ours;
    private readonly List<Type> types;
    private readonly HashSet<MethodBase> reached = [];
    private readonly HashSet<Type> touched = [];
    private readonly HashSet<string> outside = new(StringComparer.Ordinal);
    private readonly Stack<MethodBase> open = new();

    private CallGraph(IEnumerable<Assembly> assemblies)
    {
        ours = [.. assemblies];
        types = [.. ours.SelectMany(a => a.GetTypes())];
    }

    /// <summary>Every method of ours that may run, abstract ones that are called included, as <c>Type.Method</c>.</summary>
    public IReadOnlySet<string> Ours => reached.Select(NameOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every type that declares one of them.</summary>
    public IReadOnlySet<Type> Types => reached.Select(m => m.DeclaringType!).ToHashSet();

    /// <summary>Every method of another assembly that is called, as <c>Type.Method</c>.</summary>
    public IReadOnlySet<string> Outside => outside;

    public static CallGraph From(IEnumerable<Assembly> assemblies, params IEnumerable<Type> roots)
    {
        var graph = new CallGraph(assemblies);
        foreach (var method in roots.SelectMany(r => r.GetMembers(Every)).OfType<MethodBase>())
        {
            graph.Reach(method);
        }

        while (graph.open.TryPop(out var method))
        {
            graph.Read(method);
        }

        return graph;
    }

    private static string NameOf(MethodBase method) => $"{Definition(method.DeclaringType!).FullName}.{method.Name}";

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static MethodBase Definition(MethodBase method) => method.Module.ResolveMethod(method.MetadataToken)!;

    private bool IsOurs(MemberInfo member) => ours.Contains(member.Module.Assembly);

    private void Reach(MethodBase method)
    {
        var definition = Definition(method);
        if (reached.Add(definition))
        {
            Touch(definition.DeclaringType!);
            open.Push(definition);
            foreach (var constructor in definition is { IsStatic: false, IsConstructor: false } ? definition.DeclaringType!.GetConstructors(Every) : [])
            {
                Reach(constructor);
            }
        }
    }

    private void Read(MethodBase method)
    {
        foreach (var member in IlReader.MembersOf(method))
        {
            switch (member)
            {
                case MethodBase called:
                    Call(called);
                    break;
                case FieldInfo field:
                    Touch(field.DeclaringType!);
                    break;
                case Type type:
                    Touch(type);
                    break;
            }
        }
    }

    private void Call(MethodBase called)
    {
        if (called.DeclaringType is { } owner)
        {
            Touch(owner);
        }

        foreach (var argument in called.IsGenericMethod ? called.GetGenericArguments() : [])
        {
            Touch(argument);
        }

        if (!IsOurs(called))
        {
            outside.Add(NameOf(called));
            return;
        }

        Reach(called);
        if (Definition(called) is MethodInfo { IsVirtual: true } contract)
        {
            foreach (var answer in types.SelectMany(t => AnswersOf(t, contract)))
            {
                Reach(answer);
            }
        }
    }

    // A generic definition cannot be asked for its map to itself, so an interface is found by its definition.
    private static IEnumerable<MethodInfo> AnswersOf(Type type, MethodInfo contract)
    {
        if (contract.DeclaringType!.IsInterface)
        {
            return type.IsInterface ? [] : type.GetInterfaces()
                .Where(i => Definition(i) == contract.DeclaringType)
                .SelectMany(i => Pairs(type, i))
                .Where(p => p.Asked == contract)
                .Select(p => p.Answer);
        }

        return Bases(type).Any(b => Definition(b) == contract.DeclaringType)
            ? type.GetMethods(Every).Where(m => m.IsVirtual && Definition(m.GetBaseDefinition()) == Definition(contract.GetBaseDefinition()))
            : [];
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var next = type.BaseType; next is not null; next = next.BaseType)
        {
            yield return next;
        }
    }

    private static IEnumerable<(MethodBase Asked, MethodInfo Answer)> Pairs(Type type, Type face)
    {
        var map = type.GetInterfaceMap(face);
        return map.InterfaceMethods.Zip(map.TargetMethods, (asked, answer) => (Definition(asked), answer));
    }

    private void Touch(Type type)
    {
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : type.HasElementType ? [type.GetElementType()!] : [])
        {
            Touch(argument);
        }

        var definition = Definition(type);
        // An array has no code of ours, and its interfaces have no map.
        if (type.IsGenericParameter || type.HasElementType || !IsOurs(definition) || !touched.Add(definition))
        {
            return;
        }

        if (definition.TypeInitializer is { } initializer)
        {
            Reach(initializer);
        }

        var ofFrameworkClasses = definition.GetMethods(Every).Where(m => m.IsVirtual && m.GetBaseDefinition() is var first && !IsOurs(first));
        var ofFrameworkInterfaces = definition.IsInterface ? [] : definition.GetInterfaces()
            .Where(i => !IsOurs(Definition(i)))
            .SelectMany(i => Pairs(definition, i).Select(p => p.Answer));
        foreach (var method in ofFrameworkClasses.Concat(ofFrameworkInterfaces).Where(IsOurs))
        {
            Reach(method);
        }
    }
}
