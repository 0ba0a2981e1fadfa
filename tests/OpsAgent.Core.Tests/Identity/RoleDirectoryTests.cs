using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

public sealed class RoleDirectoryTests
{
    private const Roles Everything = Roles.Diagnose | Roles.Operate | Roles.Approve | Roles.Administer;
    private readonly FixedParameterStore _settings = new([]);

    [Fact]
    public async Task RolesOf_TheLocalUsers_AreThoseOfTheLists()
    {
        var authority = await new RoleDirectory(new FixedParameterStore()).ReadAsync(Test.Stop);

        foreach (var user in Users.All)
        {
            Assert.Equal(Users.RolesOf(user), authority.RolesOf(user));
        }
    }

    [Fact]
    public async Task RolesOf_NoListAtAll_AreNone() => Assert.Equal(Roles.None, await RolesOfAsync(Users.Lead));

    [Fact]
    public async Task RolesOf_AllowedUserWithoutOtherLists_IsToLookOnly()
    {
        _settings.Cached[ParameterNames.AllowedUsers] = "lead@example.com";

        Assert.Equal(Roles.Diagnose, await RolesOfAsync(Users.Lead));
    }

    [Fact]
    public async Task RolesOf_SomebodyWhoIsNotAllowed_AreNoneWhateverTheOtherListsSay()
    {
        Lists("viewer@example.com", "lead@example.com", "*", "lead@example.com");

        Assert.Equal(Roles.None, await RolesOfAsync(Users.Lead));
    }

    [Fact]
    public async Task RolesOf_Star_MeansEveryAllowedUser()
    {
        Lists("lead@example.com", "*", "*", "*");

        Assert.Equal(Everything, await RolesOfAsync(Users.Lead));
        Assert.Equal(Roles.None, await RolesOfAsync(Users.Viewer));
    }

    [Fact]
    public async Task RolesOf_StarAmongAllowedUsers_AllowsNobody()
    {
        Lists("*", "*", "*", "*");

        Assert.Equal(Roles.None, await RolesOfAsync(Users.Lead));
    }

    [Theory]
    [InlineData("Lead@EXAMPLE.com")]
    [InlineData(" viewer@example.com , lead@example.com ,")]
    [InlineData(",,lead@example.com")]
    [InlineData("not an address,lead@example.com")]
    public async Task RolesOf_ListWithCaseSpaceOrRubbish_FindsTheUser(string list)
    {
        Lists(list, list, "", "nobody@example.com");

        Assert.Equal(Roles.Diagnose | Roles.Operate, await RolesOfAsync(Users.Lead));
    }

    [Theory]
    [InlineData("mislead@example.com")]
    [InlineData("lead@example.com.evil.org")]
    [InlineData("lead@example")]
    [InlineData("lead@example.com;admin@example.com")]
    public async Task RolesOf_AddressThatOnlyContainsAnother_IsAnotherPerson(string list)
    {
        Lists(list, "*", "*", "*");

        Assert.Equal(Roles.None, await RolesOfAsync(Users.Lead));
    }

    [Fact]
    public async Task RolesOf_Agent_AreNoneEvenWhenListed()
    {
        Lists("system", "*", "*", "*");

        Assert.Equal(Roles.None, await RolesOfAsync(UserId.System));
    }

    [Theory]
    [InlineData(Roles.Diagnose, "user", "/opsagent/allowed-users")]
    [InlineData(Roles.Operate, "operator", "/opsagent/operators")]
    [InlineData(Roles.Approve, "approver", "/opsagent/approvers")]
    [InlineData(Roles.Administer, "admin", "/opsagent/admins")]
    public void Lacks_MissingRole_NamesItAndTheListToBeOn(Roles role, string name, string parameter)
    {
        var refusal = new Caller(Users.Asserted(Users.Viewer), Everything & ~role).CheckRole(role);

        Assert.Equal((ErrorCode.RoleRequired, name, parameter), (refusal?.Code, refusal?.Detail("role"), refusal?.Detail("parameter")));
        Assert.Contains("viewer@example.com", refusal!.Message, StringComparison.Ordinal);
        Assert.Null(new Caller(Users.Asserted(Users.Viewer), role).CheckRole(role));
    }

    [Fact]
    public async Task Approvers_OfTheList_AreThoseWhoAreAllowedEachOnce()
    {
        Lists("lead@example.com,admin@example.com,viewer@example.com", "*", " admin@example.com, stranger@example.com ,lead@example.com,ADMIN@example.com", "");

        Assert.Equal([Users.Admin, Users.Lead], (await new RoleDirectory(_settings).ReadAsync(Test.Stop)).Approvers());
    }

    [Fact]
    public async Task Approvers_EveryAllowedUser_AreNotListed()
    {
        Lists("lead@example.com", "", "lead@example.com, * ", "");

        Assert.Null((await new RoleDirectory(_settings).ReadAsync(Test.Stop)).Approvers());
    }

    [Fact]
    public void RoleNames_OfACaller_AreThoseOfTheRolesInOrder()
    {
        Assert.Equal(["user", "operator", "approver", "admin"], new Caller(Users.Asserted(Users.Admin), Everything).RoleNames());
        Assert.Equal(["user", "approver"], new Caller(Users.Asserted(Users.Lead), Roles.Diagnose | Roles.Approve).RoleNames());
        Assert.Empty(new Caller(Users.Asserted(Users.Lead), Roles.None).RoleNames());
    }

    private void Lists(string allowed, string operators, string approvers, string admins)
    {
        _settings.Cached[ParameterNames.AllowedUsers] = allowed;
        _settings.Cached[ParameterNames.Operators] = operators;
        _settings.Cached[ParameterNames.Approvers] = approvers;
        _settings.Cached[ParameterNames.Admins] = admins;
    }

    private async Task<Roles> RolesOfAsync(UserId user) => (await new RoleDirectory(_settings).ReadAsync(Test.Stop)).RolesOf(user);
}
