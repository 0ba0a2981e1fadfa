using System.Text.RegularExpressions;

using FsCheck;
using FsCheck.Xunit;

using OpsAgent.Chat.Rendering.Slack;

namespace OpsAgent.Chat.Tests.Rendering;

public sealed partial class SlackTextTests
{
    [Theory]
    [InlineData("<!channel> <@U012AB3CD> <#C012>", "&lt;!channel&gt; &lt;@\u2060U012AB3CD&gt; &lt;#\u2060C012&gt;")]
    [InlineData("<https://evil.example|https://aws.amazon.com>", "&lt;https://evil.example|https://aws.amazon.com&gt;")]
    [InlineData("@here and @channel", "@\u2060here and @\u2060channel")]
    [InlineData("&lt;!here&gt;", "&amp;lt;!here&amp;gt;")]
    [InlineData("*approved* _by_ ~nobody~ `rm -rf`", "\u2217approved* \u02CDby_ \u223Cnobody~ \u02CBrm -rf\u02CB")]
    [InlineData("> Approved by alice\n >> too", "\u203A Approved by alice\n \u203A\u203A too")]
    [InlineData("a\u202Etxt\u0007", "a\uFFFDtxt\uFFFD")]
    [InlineData("one\r\ntwo", "one\ntwo")]
    public void Escape_WhatSlackWouldActOn_IsInert(string text, string escaped) => Assert.Equal(escaped, SlackText.Escape(text));

    [Theory]
    [InlineData("web_1 is at 93 % (load 5 * 3), i-0abc; alice@example.com")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:service/shop/my_service_name")]
    [InlineData("")]
    public void Escape_PlainText_IsAsItWas(string text) => Assert.Equal(text, SlackText.Escape(text));

    [Property]
    public bool Escape_AnyText_HoldsNoAngleBracketAndNoStrayAmpersand(string? text) =>
        Escaped().Replace(SlackText.Escape(text ?? string.Empty), string.Empty).IndexOfAny(['<', '>', '&', '`']) < 0;

    [GeneratedRegex("&(amp|lt|gt);")]
    private static partial Regex Escaped();
}
