using System.Reflection;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>The public names of a stand-in that nothing needs.</summary>
internal static class UnusedNames
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <param name="used">Names as <see cref="UsedNames"/> finds them.</param>
    /// <returns>
    /// Types that are neither used nor stand in the signature of a used member, under a used type or over one; and members of
    /// the other types that are neither used, nor override what a base class or the SDK's core asks for, nor are what every
    /// constant class has. A client's method counts as its interface's.
    /// </returns>
    public static IEnumerable<string> Of(Assembly standIn, IReadOnlySet<string> used)
    {
        var types = standIn.GetExportedTypes();
        var methods = types.Where(type => type.IsInterface).SelectMany(type => type.GetMethods())
            .Where(method => used.Contains(NameOf(method)) || types.Any(type => method.DeclaringType!.IsAssignableFrom(type) && used.Contains($"{type.FullName}.{method.Name}")))
            .Select(method => method.Name).ToHashSet();
        var kept = types.SelectMany(type => type.GetMembers(Declared)).Where(member => used.Contains(NameOf(member)) || (IsOfAClient(member) && methods.Contains(member.Name))).ToHashSet();
        var keptTypes = new HashSet<Type>();
        var open = new Stack<Type>(types.Where(type => used.Contains(type.FullName!)).Concat(kept.SelectMany(member => TypesOf(member).Append(member.DeclaringType!))));
        while (open.TryPop(out var type))
        {
            if (type.Assembly == standIn && keptTypes.Add(type))
            {
                foreach (var other in type.GetInterfaces().Append(type.BaseType).OfType<Type>())
                {
                    open.Push(other);
                }
            }
        }

        return types.Except(keptTypes).Select(type => type.FullName!).Concat(
            keptTypes.Where(type => type.IsVisible).SelectMany(type => type.GetMembers(Declared).Where(SurfaceTests.IsVisible).Except(kept).Where(member => !IsInherent(member)).Select(NameOf))).Distinct();
    }

    private static string NameOf(MemberInfo member) => $"{member.DeclaringType!.FullName}.{member.Name}";

    private static bool IsOfAClient(MemberInfo member) => member is MethodInfo && member.Name.EndsWith("Async", StringComparison.Ordinal);

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        PropertyInfo property => Within(property.PropertyType),
        FieldInfo field => Within(field.FieldType),
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).SelectMany(Within),
        _ => [],
    };

    private static IEnumerable<Type> Within(Type type) => type.GetGenericArguments().SelectMany(Within).Append(type);

    private static bool IsInherent(MemberInfo member) => member switch
    {
        MethodInfo method => method.GetBaseDefinition() != method || method.Name is "FindValue" or "op_Implicit" or "DetermineServiceOperationEndpoint",
        PropertyInfo property => property.GetMethod is { } get && get.GetBaseDefinition() != get,
        _ => false,
    };
}
