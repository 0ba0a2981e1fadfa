using FsCheck.Xunit;

using OpsAgent.Chat.Rendering.Teams;

namespace OpsAgent.Chat.Tests.Rendering;

public sealed class AdaptiveCardTextTests
{
    [Theory]
    [InlineData("[AWS](https://evil.example)", @"\[AWS\]\(https://evil.example\)")]
    [InlineData("**approved** _by_ alice", @"\*\*approved\*\* \_by\_ alice")]
    [InlineData("<at>everyone</at>", @"\<at\>everyone\</at\>")]
    [InlineData("{{DATE(2026-03-14T07:30:00Z)}} ${x}", @"\{\{DATE\(2026-03-14T07:30:00Z\)\}\} $\{x\}")]
    [InlineData("&lt;b&gt;", "&amp;lt;b&amp;gt;")]
    [InlineData(@"a \*b", @"a \\\*b")]
    [InlineData("- one\n# two\n1. three\n    code", "\\- one\n\n\\# two\n\n1\\. three\n\ncode")]
    [InlineData("one\r\ntwo", "one\n\ntwo")]
    [InlineData("a\u202Etxt\u0007", "a\uFFFDtxt\uFFFD")]
    public void Escape_WhatACardWouldActOn_IsInert(string text, string escaped) => Assert.Equal(escaped, AdaptiveCardText.Escape(text));

    [Theory]
    [InlineData("web-1 is at 93.5 %; alice@example.com, i-0abc")]
    [InlineData("")]
    public void Escape_PlainText_IsAsItWas(string text) => Assert.Equal(text, AdaptiveCardText.Escape(text));

    [Property]
    public bool Escape_AnyText_LeavesNoSpecialCharacterBare(string? text)
    {
        var escaped = AdaptiveCardText.Escape(text ?? string.Empty).Replace(@"\\", string.Empty, StringComparison.Ordinal);
        return !escaped.Where((c, i) => "`*_{}[]()<>~|!".Contains(c, StringComparison.Ordinal) && (i == 0 || escaped[i - 1] != '\\')).Any();
    }
}
