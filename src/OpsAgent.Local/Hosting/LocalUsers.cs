using OpsAgent.Core.Identity;

namespace OpsAgent.Local.Hosting;

/// <summary>The people of a local run. Who may do what stands in the settings and can be changed there.</summary>
public static class LocalUsers
{
    public const string Viewer = "viewer@example.com";
    public const string Engineer = "engineer@example.com";
    public const string Lead = "lead@example.com";
    public const string Admin = "admin@example.com";

    public static IReadOnlyList<string> All { get; } = [Viewer, Engineer, Lead, Admin];

    /// <summary>Lists as Parameter Store would hold them.</summary>
    public static IReadOnlyDictionary<string, string> Lists { get; } = new Dictionary<string, string>
    {
        [ParameterNames.AllowedUsers] = string.Join(',', All),
        [ParameterNames.Operators] = $"{Engineer},{Lead}",
        [ParameterNames.Approvers] = $"{Engineer},{Lead}",
        [ParameterNames.Admins] = Admin,
    };
}
