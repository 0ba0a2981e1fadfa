using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Identity.Matrix;

/// <summary>One kind of person, with exactly the roles that the lists below give.</summary>
internal sealed record MatrixUser(string Email, params string[] Roles)
{
    public const string OldKey = "key-old-0f4b7d12-of-the-tests";
    public const string NewKey = "key-new-9c3e55aa-of-the-tests";
    public const string RemovedKey = "key-gone-77aa1b2c-of-the-tests";
    public const string PluginKey = "key-plugin-4d2f8e31-of-the-tests";

    public static MatrixUser Unlisted { get; } = new("unlisted@example.com");

    public static MatrixUser Viewer { get; } = new("viewer@example.com", "look");

    public static MatrixUser Operator { get; } = new("operator@example.com", "look", "operate");

    public static MatrixUser Approver { get; } = new("approver@example.com", "look", "approve");

    public static MatrixUser Admin { get; } = new("admin@example.com", "look", "administer");

    public static IReadOnlyList<MatrixUser> All { get; } = [Unlisted, Viewer, Operator, Approver, Admin];

    /// <summary>As Parameter Store has it in the middle of a rotation. Unlisted has every role but is nobody's user.</summary>
    public static IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>
    {
        [SettingNames.ApiKey] = $"{OldKey},{NewKey}",
        [SettingNames.PluginApiKey("production")] = PluginKey,
        [SettingNames.PluginApiKey("staging")] = "key-staging-1a2b3c4d-of-the-tests",
        [SettingNames.AllowedUsers] = "viewer@example.com,operator@example.com,approver@example.com,admin@example.com",
        [SettingNames.Operators] = "operator@example.com,unlisted@example.com",
        [SettingNames.Approvers] = "approver@example.com,unlisted@example.com",
        [SettingNames.Admins] = "admin@example.com,unlisted@example.com",
    };
}
