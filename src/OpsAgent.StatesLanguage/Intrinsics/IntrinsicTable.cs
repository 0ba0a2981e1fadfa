using System.Collections.Frozen;

namespace OpsAgent.StatesLanguage;

/// <summary>The 18 intrinsic functions by name.</summary>
internal static class IntrinsicTable
{
    private static readonly FrozenDictionary<string, Intrinsic> ByName =
        ArrayFunctions.All.Concat(TextFunctions.All).Concat(NumberFunctions.All).ToFrozenDictionary(function => function.Name);

    public static Intrinsic? Find(string name) => ByName.GetValueOrDefault(name);
}
