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

    /// <returns>In person where the source is one that only a person has; by a program at the API.</returns>
    public static Person Verified(UserId user, RequestSource source = RequestSource.Console) => Person(user, IdentityKind.Verified, source);

    public static Person Person(UserId user, IdentityKind identity, RequestSource source) =>
        new(user, identity, source, identity is IdentityKind.Verified && source is (RequestSource.Console or RequestSource.Slack or RequestSource.Teams));

    /// <summary>What <see cref="Settings"/> grant.</summary>
    public static Authority Authority => AuthorityOf(Settings);

    public static Authority AuthorityOf(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var values = settings.ToDictionary(s => s.Key, s => s.Value);
        return Authority.Of(List(ParameterNames.AllowedUsers), List(ParameterNames.Operators), List(ParameterNames.Approvers), List(ParameterNames.Admins), List(ParameterNames.People));

        ParameterList List(string name) => ParameterList.Of(name, ParameterList.NamesOf(name).Where(values.ContainsKey).Select(n => (n, values[n], "1")));
    }

    public static RequestContext Request(Person person, ExecutionMode mode = ExecutionMode.LocalMock, string? client = null) =>
        new(new Caller(person, RolesOf(person.UserId)) { Authority = Authority, Client = client }, "01kkng0000000000000000req1", mode);
}
