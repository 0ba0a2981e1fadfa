using OpsAgent.Core.Identity;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

public sealed class ChatAccountTests
{
    private const string Tenant = "11111111-2222-3333-4444-555555555555";
    private const string User = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

    [Fact]
    public void Slack_TeamAndUser_AreSpeltAsThePeopleParameterDoes() => Assert.Equal("slack:T1DC2JH3J:U2CERLKJA", ChatAccount.Slack("T1DC2JH3J", "U2CERLKJA")?.Value);

    [Fact]
    public void Teams_IdsInAnyCase_AreOneAccount() =>
        Assert.Equal(ChatAccount.Teams(Tenant, User), ChatAccount.Teams(Tenant.ToUpperInvariant(), User.ToUpperInvariant()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("slack:T1DC2JH3J")]
    [InlineData("slack:T1DC2JH3J:U2CERLKJA:x")]
    [InlineData("slack:T1DC2JH3J:roadrunner")]
    [InlineData("slack:t1dc2jh3j:U2CERLKJA")]
    [InlineData("slack:T1DC2JH3J:U2CERLKJA\n")]
    [InlineData("teams:" + Tenant + ":roadrunner")]
    [InlineData("discord:1:2")]
    public void TryParse_WhatIsNoAccount_IsNull(string? text) => Assert.Null(ChatAccount.TryParse(text));

    // Whoever is in no list is nobody, however the workspace sees them; whoever is in it twice too.
    [Theory]
    [InlineData("slack:T1DC2JH3J:U2CERLKJA=lead@example.com", "lead@example.com")]
    [InlineData("slack:T1DC2JH3J:U2CERLKJA=second@example.com,second@example.com=lead@example.com", "lead@example.com")]
    [InlineData("slack:T1DC2JH3J:U2CERLKJA=lead@example.com,slack:T1DC2JH3J:U2CERLKJA=admin@example.com", null)]
    [InlineData("slack:T1DC2JH3J:U0OTHER01=lead@example.com", null)]
    [InlineData("lead@example.com=lead@example.com", null)]
    public void PersonOf_AnAccount_IsWhoseTheListSays(string people, string? person) => Assert.Equal(
        person,
        Users.AuthorityOf(Users.Settings.Append(new(ParameterNames.People, people)).ToDictionary(s => s.Key, s => s.Value)).PersonOf(ChatAccount.Slack("T1DC2JH3J", "U2CERLKJA")!.Value)?.Value);
}
