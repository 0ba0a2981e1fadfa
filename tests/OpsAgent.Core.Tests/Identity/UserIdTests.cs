using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Identity;

public sealed class UserIdTests
{
    [Theory]
    [InlineData("lead@example.com")]
    [InlineData("  Lead@Example.COM \n")]
    [InlineData("LEAD@EXAMPLE.COM")]
    public void TryParse_AnySpellingOfOneAddress_IsOnePerson(string text) => Assert.Equal(Users.Lead, UserId.TryParse(text));

    [Theory]
    [InlineData("a@b.c")]
    [InlineData("first.last+tag@sub.example.co.uk")]
    [InlineData("o'brien_99%x@example-host.com")]
    public void TryParse_Address_IsKeptInLowerCase(string text) => Assert.Equal(text, UserId.TryParse(text)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("lead")]
    [InlineData("lead@example")]
    [InlineData("@example.com")]
    [InlineData("lead@.com")]
    [InlineData("lead@example.")]
    [InlineData("lead@example..com")]
    [InlineData("lead@@example.com")]
    [InlineData("lead@exa mple.com")]
    [InlineData("lead@example.com,admin@example.com")]
    [InlineData("Lead <lead@example.com>")]
    [InlineData("lead@example.com\nadmin@example.com")]
    [InlineData("lead\0@example.com")]
    [InlineData("l\u0435ad@example.com")]
    [InlineData("lead@ex\u00e4mple.com")]
    [InlineData("\u212aate@example.com")]
    [InlineData("lead@example.com\u200b")]
    [InlineData("*")]
    [InlineData("system")]
    public void TryParse_NotAnAsciiAddress_IsNull(string? text) => Assert.Null(UserId.TryParse(text));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryParse_LongLocalPart_IsTakenUpToSixtyFour(int length, bool taken) =>
        Assert.Equal(taken, UserId.TryParse($"{new string('a', length)}@example.com") is not null);

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void TryParse_LongAddress_IsTakenUpToTwoHundredFiftyFour(int length, bool taken)
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 3));
        var text = $"{new string('a', 60)}@{domain}.";

        Assert.Equal(taken, UserId.TryParse(text + new string('e', length - text.Length)) is not null);
    }

    [Fact]
    public void System_InAStoredRecord_IsReadBackAsTheAgent()
    {
        var expired = JsonSerializer.Deserialize(Proposals.Json(Proposals.In(ProposalStatus.Expired)), CoreJson.Default.Proposal)!;

        Assert.Equal(UserId.System, expired.Closure!.By.UserId);
        Assert.Equal("system", UserId.System.ToString());
    }
}
