using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;

namespace OpsAgent.Core.Primitives;

/// <summary>
/// How an enum's member is spelt outside this process: in JSON, in answers, in keys and indexes of stores. The spelling is
/// the member's <see cref="JsonStringEnumMemberNameAttribute"/>, so that the C# name can change and nothing stored or sent does.
/// </summary>
public static class WireName
{
    /// <exception cref="InvalidOperationException">The member has no <see cref="JsonStringEnumMemberNameAttribute"/>: it is never stored or sent.</exception>
    public static string Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value)
        where T : struct, Enum =>
        Names<T>.ByValue.TryGetValue(value, out var name) ? name : throw new InvalidOperationException($"{typeof(T).Name}.{value} has no wire name.");

    /// <summary>Exact: another case is another name.</summary>
    public static bool TryParse<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.ByName.TryGetValue(name, out value);
    }

    /// <returns>Every wire name of the enum, in the order of its values.</returns>
    public static IReadOnlyList<string> All<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>()
        where T : struct, Enum => Names<T>.InOrder;

    private static class Names<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>
        where T : struct, Enum
    {
        private static readonly (T Value, string Name)[] Pairs =
        [
            .. Enum.GetValues<T>()
                .Select(v => (Value: v, Name: typeof(T).GetField(Enum.GetName(v)!)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name))
                .Where(p => p.Name is not null)
                .Select(p => (p.Value, p.Name!)),
        ];

        public static readonly IReadOnlyList<string> InOrder = [.. Pairs.Select(p => p.Name)];
        public static readonly FrozenDictionary<T, string> ByValue = Pairs.ToFrozenDictionary(p => p.Value, p => p.Name);
        public static readonly FrozenDictionary<string, T> ByName = Pairs.ToFrozenDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }
}
