using System.Net;

using OpsAgent.Core.Operations.Messages;
using OpsAgent.TestKit.Corpora;

namespace OpsAgent.Core.Tests.Operations.Messages;

/// <summary>Which URLs, patterns and addresses pass: the corpus, case by case.</summary>
public sealed class WebhookAddressTests
{
    public static TheoryData<string, string, string> Urls => SsrfCorpus.Of("urls");

    public static TheoryData<string, string, string> Patterns => SsrfCorpus.Of("patterns");

    public static TheoryData<string, string, string> Addresses => SsrfCorpus.Of("addresses");

    [Theory]
    [MemberData(nameof(Urls))]
    public void Parse_AUrlOfTheCorpus_HasItsVerdict(string given, string verdict, string why)
    {
        var (address, problem) = WebhookAddress.Parse(given, WebhookHosts.Standard);

        Assert.True(verdict == Word(address?.Kind), why);
        Assert.Equal(address is null, problem is not null);
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public void Parse_AnyUrl_TellsNothingOfIt(string given, string verdict, string why)
    {
        var (address, problem) = WebhookAddress.Parse(given, WebhookHosts.Standard);

        var said = $"{address} {problem}";
        Assert.Equal(verdict is "refused", address is null);
        Assert.All(
            given.Split([':', '/', '?', '@', '\\', '#'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length > 6),
            part => Assert.False(said.Contains(part, StringComparison.OrdinalIgnoreCase), why));
    }

    [Fact]
    public void Parse_AUrlThatIsTooLong_IsRefused() =>
        Assert.Null(WebhookAddress.Parse("https://hooks.slack.com/" + new string('a', 2048), WebhookHosts.Standard).Address);

    [Fact]
    public void Parse_AnAllowedUrl_RevealsTheVeryUrl()
    {
        const string Url = "https://prod-01.westus.logic.azure.com/workflows/abc?sp=%2Ftriggers%2Fmanual%2Frun&sig=a-b_c";

        Assert.Equal(Url, WebhookAddress.Parse(Url, WebhookHosts.Standard).Address!.Reveal().AbsoluteUri);
    }

    [Fact]
    public void Parse_WithOtherHosts_AllowsThoseOnly()
    {
        var hosts = WebhookHosts.TryParse("hooks.slack-gov.com=slack, *.logic.azure.us=teams")!;

        Assert.Equal(WebhookKind.Slack, WebhookAddress.Parse("https://hooks.slack-gov.com/services/T/B/x", hosts).Address!.Kind);
        Assert.Equal(WebhookKind.Teams, WebhookAddress.Parse("https://prod-1.usgovtexas.logic.azure.us/x", hosts).Address!.Kind);
        Assert.Null(WebhookAddress.Parse("https://hooks.slack.com/services/T/B/x", hosts).Address);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Hosts_APatternOfTheCorpus_HasItsVerdict(string given, string verdict, string why)
    {
        Assert.True(verdict == Word(WebhookHosts.TryParse(given)?.Entries[0].Kind), why);
        Assert.Equal(verdict is "refused", WebhookHosts.TryParse($"hooks.slack.com,{given}") is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    public void Hosts_WithoutAnEntry_AreNone(string given) => Assert.Null(WebhookHosts.TryParse(given));

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Address_OfTheCorpus_HasItsVerdict(string given, string verdict, string why) =>
        Assert.True(verdict is "public" == PublicAddress.Is(IPAddress.Parse(given)), why);

    private static string Word(WebhookKind? kind) => kind switch { WebhookKind.Slack => "slack", WebhookKind.Teams => "teams", _ => "refused" };
}
