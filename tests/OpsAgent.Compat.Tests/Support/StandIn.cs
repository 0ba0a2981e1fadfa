using System.Reflection;

namespace OpsAgent.Compat.Tests.Support;

internal static class StandIn
{
    /// <summary>Whether an assembly is a stand-in of compat/ and not the published package.</summary>
    public static bool Is(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(static one => one.Key == "StandIn");
}
