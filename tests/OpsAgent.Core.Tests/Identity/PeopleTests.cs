using FsCheck.Xunit;

using OpsAgent.Core.Identity;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

/// <summary>Which addresses are one person's.</summary>
public sealed class PeopleTests
{
    [Theory]
    [InlineData("a@example.com=p@example.com", "a@example.com", "p@example.com")]
    [InlineData(" A@Example.com = P@example.com ", "a@example.com", "p@example.com")]
    [InlineData("a@example.com=p@example.com", "p@example.com", "p@example.com")]
    [InlineData("a@example.com=p@example.com", "x@example.com", "x@example.com")]
    [InlineData("a@example.com=b@example.com,b@example.com=p@example.com", "a@example.com", "p@example.com")]
    [InlineData("a@example.com=p@example.com,a@example.com=p@example.com", "a@example.com", "p@example.com")]
    [InlineData("a@example.com=p@example.com,a@example.com=q@example.com", "a@example.com", null)]
    [InlineData("a@example.com=b@example.com,b@example.com=p@example.com,b@example.com=q@example.com", "a@example.com", null)]
    [InlineData("a@example.com=b@example.com,b@example.com=a@example.com", "a@example.com", null)]
    [InlineData("p@example.com=p@example.com", "p@example.com", "p@example.com")]
    [InlineData("a=b@example.com=p@example.com", "a=b@example.com", "p@example.com")]
    [InlineData("slack:T0A1:U0A1=p@example.com", "p@example.com", "p@example.com")]
    [InlineData("a@example.com", "a@example.com", null)]
    [InlineData("a@example.com=nobody", "a@example.com", null)]
    [InlineData("pager:1=p@example.com", "p@example.com", null)]
    public void PersonOf_AnAddress_IsTheOnePersonWhoseItIsOrNobody(string entries, string address, string? person) =>
        Assert.Equal(person, Authority(entries).PersonOf(Users.Id(address))?.Value);

    [Fact]
    public void RolesOf_AnyAddressOfAPerson_AreThoseOfAll()
    {
        var authority = Users.AuthorityOf(new Dictionary<string, string>
        {
            [ParameterNames.AllowedUsers] = "p@example.com",
            [$"{ParameterNames.AllowedUsers}/9"] = "b@example.com",
            [$"{ParameterNames.Approvers}/1"] = "a@example.com",
            [$"{ParameterNames.People}/1"] = "a@example.com=p@example.com",
            [$"{ParameterNames.People}/3"] = "b@example.com=p@example.com",
        });

        Assert.All(new[] { "a@example.com", "b@example.com", "p@example.com" }, a => Assert.Equal(Roles.Diagnose | Roles.Approve, authority.RolesOf(Users.Id(a))));
        Assert.Equal([Users.Id("p@example.com")], authority.Approvers());
    }

    /// <summary>Being one person is an equivalence among addresses that are somebody's, and nobody's address may be anybody's.</summary>
    [Property(MaxTest = 500)]
    public void IsSamePerson_OfAnyAddresses_IsAnEquivalence(byte[] links)
    {
        var authority = Authority(string.Join(',', links.Select(l => $"u{l % 6}@example.com=u{l / 6 % 6}@example.com")));
        var all = Enumerable.Range(0, 6).Select(i => Users.Id($"u{i}@example.com")).ToList();

        foreach (var one in all)
        {
            Assert.True(authority.IsSamePerson(one, one));
            Assert.True(authority.PersonOf(one) is not { } person || authority.PersonOf(person) == person);
            foreach (var other in all)
            {
                Assert.Equal(authority.IsSamePerson(one, other), authority.IsSamePerson(other, one));
                Assert.True(!authority.IsSamePerson(one, other) || authority.MayBeSamePerson(one, other));
                Assert.True(authority.PersonOf(one) is not null || authority.MayBeSamePerson(one, other));
                Assert.All(all, third => Assert.True(!authority.IsSamePerson(one, other) || !authority.IsSamePerson(other, third) || authority.IsSamePerson(one, third)));
            }
        }
    }

    private static Authority Authority(string people) => Users.AuthorityOf(new Dictionary<string, string> { [$"{ParameterNames.People}/1"] = people });
}
