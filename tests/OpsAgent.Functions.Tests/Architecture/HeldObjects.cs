using System.Reflection;

namespace OpsAgent.Functions.Tests.Architecture;

/// <summary>Everything that an object holds, through every field of every object that it holds.</summary>
internal static class HeldObjects
{
    public static IReadOnlyCollection<object> Of(object root)
    {
        var held = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out var one))
        {
            if (!held.Add(one) || one is string or MemberInfo or Module or Assembly || one.GetType().IsPrimitive)
            {
                continue;
            }

            foreach (var inner in one is Array items ? items.Cast<object?>() : FieldsOf(one.GetType()).Select(f => f.GetValue(one)))
            {
                if (inner is not null and not Pointer)
                {
                    open.Push(inner);
                }
            }
        }

        return held;
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => f.FieldType is { IsPointer: false, IsByRef: false, IsByRefLike: false, IsFunctionPointer: false }))
            {
                yield return field;
            }
        }
    }
}
