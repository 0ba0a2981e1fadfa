using System.Text.Json.Nodes;

using FsCheck.Xunit;

using OpsAgent.Core.Text;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Text;

public sealed class SanitizerTests
{
    [Fact]
    public void Json_WhateverHoldsASecret_ShowsItNowhere() => Assert.All(Corpus.Secrets, secret =>
    {
        var node = new JsonObject
        {
            ["text"] = $"see {secret.Text}",
            ["deep"] = new JsonArray(new JsonObject { ["a"] = secret.Text }, secret.Text, null, 1),
            [secret.Text] = "a name",
        };

        Assert.DoesNotContain(secret.Secret, Values(Sanitizer.Json(node)), StringComparison.Ordinal);
    });

    [Fact]
    public void Json_ASecretName_ShowsNothingOfItsValue()
    {
        var node = JsonNode.Parse("""{"password":"a","token":{"b":"c"},"api_key":["d",1],"pwd":7,"secret":null,"has_token":true,"reason":"e"}""")!;

        Assert.Equal(
            """{"password":"[redacted]","token":"[redacted]","api_key":"[redacted]","pwd":"[redacted]","secret":null,"has_token":true,"reason":"e"}""",
            Sanitizer.Json(node).ToJsonString());
    }

    [Fact]
    public void Json_NothingToHide_IsAsItWas() => Assert.All(Corpus.Harmless, text =>
    {
        var node = new JsonObject { ["a"] = text, ["b"] = new JsonArray(text), ["n"] = 1.5, ["z"] = null };

        Assert.True(JsonNode.DeepEquals(node, Sanitizer.Json(node.DeepClone())));
    });

    [Fact]
    public void Line_WhateverAttacks_IsOneLegibleLine() => Assert.All(Corpus.Injections, text => Assert.True(DisplayText.IsDisplayable(Sanitizer.Line(text))));

    [Property]
    public bool Line_AnyText_IsOneLegibleLineAndStaysSo(string? text) =>
        Sanitizer.Line(text ?? string.Empty) is var line && DisplayText.IsDisplayable(line) && Sanitizer.Text(line) == line;

    [Property]
    public bool Short_AnyText_IsShortAndLegible(string? text) =>
        Sanitizer.Truncate(string.Concat(Enumerable.Repeat(text ?? string.Empty, 9)), 20) is { Length: <= 23 } line && DisplayText.IsDisplayable(line);

    [Fact]
    public void Short_ASecretAcrossTheCut_ShowsNothingOfIt() => Assert.All(Corpus.Secrets, secret => Assert.All(
        Enumerable.Range(60, 60),
        before => Assert.DoesNotContain(secret.Secret[..Math.Min(secret.Secret.Length, 8)], Sanitizer.Truncate(new string(' ', before) + secret.Text), StringComparison.Ordinal)));

    private static string Values(JsonNode node) => node switch
    {
        JsonObject members => string.Join('\n', members.Select(m => $"{m.Key}\n{(m.Value is null ? string.Empty : Values(m.Value))}")),
        JsonArray items => string.Join('\n', items.OfType<JsonNode>().Select(Values)),
        _ => node.ToString(),
    };
}
