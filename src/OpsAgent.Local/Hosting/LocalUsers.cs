using OpsAgent.Core.Identity;

namespace OpsAgent.Local.Hosting;

/// <summary>The users of a local run. Their roles are in the parameters and can be changed there.</summary>
public static class LocalUsers
{
    public const string Viewer = "viewer@example.com";
    public const string Engineer = "engineer@example.com";
    public const string Lead = "lead@example.com";
    public const string Admin = "admin@example.com";

    public static IReadOnlyList<string> All { get; } = [Viewer, Engineer, Lead, Admin];

    /// <summary>The parameters of the roles, as Parameter Store would hold them.</summary>
    public static IReadOnlyDictionary<string, string> Lists { get; } = new Dictionary<string, string>
    {
        [ParameterNames.AllowedUsers] = string.Join(',', All),
        [ParameterNames.Operators] = $"{Engineer},{Lead}",
        [ParameterNames.Approvers] = $"{Engineer},{Lead}",
        [ParameterNames.Admins] = Admin,
    };
}
