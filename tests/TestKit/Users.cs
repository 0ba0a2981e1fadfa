using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>The four local users, with the roles that a local run gives them.</summary>
public static class Users
{
    private const string Everybody = "viewer@example.com,engineer@example.com,lead@example.com,admin@example.com";

    public static UserId Viewer { get; } = Id("viewer@example.com");

    /// <summary>Operator and approver; the requester of every proposal of <see cref="Proposals"/>.</summary>
    public static UserId Engineer { get; } = Id("engineer@example.com");

    /// <summary>Operator and approver.</summary>
    public static UserId Lead { get; } = Id("lead@example.com");

    /// <summary>Has every role.</summary>
    public static UserId Admin { get; } = Id("admin@example.com");

    public static IReadOnlyList<UserId> All { get; } = [Viewer, Engineer, Lead, Admin];

    /// <summary>The role lists as Parameter Store holds them, and the key <c>test-key</c>.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        [ParameterNames.ApiKey] = "test-key",
        [ParameterNames.AllowedUsers] = Everybody,
        [ParameterNames.Operators] = "engineer@example.com,lead@example.com,admin@example.com",
        [ParameterNames.Approvers] = "engineer@example.com,lead@example.com,admin@example.com",
        [ParameterNames.Admins] = "admin@example.com",
    };

    public static UserId Id(string email) => UserId.TryParse(email) ?? throw new ArgumentException($"{email} is not an e-mail address.", nameof(email));

    public static Roles RolesOf(UserId user) =>
        user == Admin ? Roles.Diagnose | Roles.Operate | Roles.Approve | Roles.Administer
        : user == Engineer || user == Lead ? Roles.Diagnose | Roles.Operate | Roles.Approve
        : Roles.Diagnose;

    public static Person Asserted(UserId user, RequestSource source = RequestSource.Api) => new(user, IdentityKind.Asserted, source);

    public static Person Verified(UserId user, RequestSource source = RequestSource.Console) => new(user, IdentityKind.Verified, source);

    public static RequestContext Request(Person person, ExecutionMode mode = ExecutionMode.LocalMock) =>
        new(new Caller(person, RolesOf(person.UserId)), "01kkng0000000000000000req1", mode);
}
