using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Core.Tests.Operations.Naming;

public sealed class NameWordsTests
{
    [Theory]
    [InlineData("web-2", "web-2")]
    [InlineData("WEB-2", "web-2")]
    [InlineData("web_2", "web-2")]
    [InlineData("web2", "web-2")]
    [InlineData("web-2", "Prod.Web2")]
    [InlineData("web-2", "prod-web-2-blue")]
    [InlineData("web", "production/web")]
    [InlineData("web", "web-1")]
    [InlineData("webserver", "prod-WebServer-1")]
    [InlineData("WebServer", "prod-webserver")]
    [InlineData("web-server", "ProdWebServer")]
    [InlineData("checkout service", "MyStack-CheckoutService9D1A2B3C-x7Kd")]
    [InlineData("alb", "ProdALBWeb")]
    [InlineData("5xx", "web-5XX-count")]
    [InlineData("High CPU on web-2", "high cpu on web-2")]
    [InlineData("bücher", "prod-BÜCHER")]
    [InlineData("a", "A")]
    [InlineData("★web", "web")]
    public void IsIn_AWholeNameOrWholeWordsOfOne_IsTrue(string said, string name) => Assert.True(IsIn(said, name));

    [Theory]
    [InlineData("web-2", "web-21")]
    [InlineData("web-2", "web-12")]
    [InlineData("web-2", "web-2a")]
    [InlineData("web-21", "web-2-1")]
    [InlineData("web-2", "web-1-2")]
    [InlineData("2-web", "web-2")]
    [InlineData("we", "web")]
    [InlineData("eb", "web")]
    [InlineData("server", "webserver")]
    [InlineData("prod-web-2", "web-2")]
    [InlineData("a", "zone-a")]
    [InlineData("", "web")]
    [InlineData("--", "--")]
    [InlineData("web", "")]
    public void IsIn_PartOfAWordOrOtherWords_IsFalse(string said, string name) => Assert.False(IsIn(said, name));

    [Property]
    public Property IsIn_AnyRunOfWordsInAnyCaseAndWithAnySeparator_IsTrue() => Prop.ForAll(Names(), Any<int>(), Any<int>(), (name, from, count) =>
    {
        var start = Math.Abs(from % name.Length);
        var run = name[start..(start + 1 + Math.Abs(count % (name.Length - start)))];
        var said = string.Join(" _-./"[Math.Abs(count % 5)], run);
        return IsIn(from % 2 == 0 ? said.ToUpperInvariant() : said, string.Join('-', name));
    });

    [Property]
    public Property IsIn_ARunWhoseLastWordGoesOn_IsFalse() => Prop.ForAll(Names(), Any<int>(), (name, at) =>
        !IsIn(string.Join('-', name[..^1].Append($"{name[^1]}{(char)('a' + Math.Abs(at % 26))}")), string.Join('-', name)));

    [Property]
    public bool IsIn_WhatIsFound_HasTheFirstWordByWhichItIsLookedUp(string? said, string? name)
    {
        var (one, other) = (NameWords.Of(said ?? string.Empty), NameWords.Of($"{name}-{said}"));
        return !one.IsIn(other) || one.First.Any(f => other.All.Contains(f, StringComparer.OrdinalIgnoreCase));
    }

    [Property]
    public bool Of_AnyText_IsInItselfUnlessItHasNoWord(string? text)
    {
        var words = NameWords.Of(text ?? string.Empty);
        return words.IsIn(words) == words.Fine.Count > 0;
    }

    private static bool IsIn(string said, string name) => NameWords.Of(said).IsIn(NameWords.Of(name));

    private static Arbitrary<T> Any<T>() => ArbMap.Default.ArbFor<T>();

    // Lower case and no digit beside a letter, so that no word falls apart; two letters at least.
    private static Arbitrary<string[]> Names() => Gen.Elements("prod", "web", "api", "db", "blue", "checkout", "12", "345").NonEmptyListOf().Select(w => w.Take(6).ToArray()).ToArbitrary();
}
