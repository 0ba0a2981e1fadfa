namespace OpsAgent.Core.Identity;

[Flags]
public enum Roles
{
    None = 0,

    /// <summary>May run diagnostics and read proposals.</summary>
    Diagnose = 1,

    /// <summary>May propose writes and run workflow operations.</summary>
    Operate = 2,

    /// <summary>May approve and deny.</summary>
    Approve = 4,

    /// <summary>May administer.</summary>
    Administer = 8,
}
