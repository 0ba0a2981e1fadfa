using System.Reflection;
using System.Reflection.Emit;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>The methods that a method calls, from its IL.</summary>
internal static class CalledMethods
{
    /// <remarks>Searches for call opcodes followed by a method token without decoding the other instructions: for short bodies only.</remarks>
    public static IReadOnlyList<MethodBase> Of(MethodBase method)
    {
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        var called = new List<MethodBase>();
        for (var at = 0; at + 4 < code.Length; at++)
        {
            var token = BitConverter.ToInt32(code, at + 1);

            // Of the tables of methods: defined here, of another assembly, of a generic.
            if ((code[at] == OpCodes.Call.Value || code[at] == OpCodes.Callvirt.Value) && token >> 24 is 0x06 or 0x0A or 0x2B)
            {
                called.Add(method.Module.ResolveMethod(token)!);
            }
        }

        return called;
    }
}
