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
        [ParameterNames.ApiKey] = $"{OldKey},{NewKey}",
        [ParameterNames.PluginApiKey("production")] = PluginKey,
        [ParameterNames.PluginApiKey("staging")] = "key-staging-1a2b3c4d-of-the-tests",
        [ParameterNames.AllowedUsers] = "viewer@example.com,operator@example.com,approver@example.com,admin@example.com",
        [ParameterNames.Operators] = "operator@example.com,unlisted@example.com",
        [ParameterNames.Approvers] = "approver@example.com,unlisted@example.com",
        [ParameterNames.Admins] = "admin@example.com,unlisted@example.com",
    };
}
