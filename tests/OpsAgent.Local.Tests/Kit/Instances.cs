namespace OpsAgent.Local.Tests.Kit;

/// <summary>Instances of the default cloud.</summary>
internal static class Instances
{
    public const string Healthy = "i-0a1b2c3d4e5f60001";
    public const string Impaired = "i-0a1b2c3d4e5f60002";
    public const string Critical = "i-0a1b2c3d4e5f60006";
    public const string HostAtFault = "i-0a1b2c3d4e5f60007";
    public const string Untagged = "i-0a1b2c3d4e5f60008";
    public const string Stopped = "i-0a1b2c3d4e5f60010";
    public const string Absent = "i-0123456789abcdef0";
}
