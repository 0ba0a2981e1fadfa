using OpsAgent.Core.Text;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>What an answer says about input that it refuses: the field, and no more of what was given than is good.</summary>
public sealed class InputTests
{
    private readonly Bench bench = new();

    [Theory]
    [InlineData("""{"operation":"get_ec2_status","parameters":{"a":{"b":1,"b":2}}}""", "NOT_JSON", "parameters.a.b")]
    [InlineData("""{"operation":"a","\u006fperation":"b"}""", "NOT_JSON", "operation")]
    [InlineData("""{"parameters":{"links":[1,99999999999999999999999999999999999999999]}}""", "VALIDATION_ERROR", "parameters.links[1]")]
    [InlineData("""{"operation":"get_ec2_status","user_context":{"user_id":"engineer@example.com"},"dry_run":true}""", "VALIDATION_ERROR", "dry_run")]
    [InlineData("""{"operation":"get_ec2_status","user_context":{"user_id":"engineer@example.com"},"parameters":{"tag_key":"a\u200fb"}}""", "VALIDATION_ERROR", "tag_key")]
    public async Task Refusal_OfABody_NamesTheField(string body, string code, string field)
    {
        var answer = await bench.SendAsync(EdgeCases.Look().WithBody(body));

        Assert.Equal((code, field), (answer.Code, answer.Details.GetProperty("field").GetString()));
        Assert.NotEmpty(answer.Details.GetProperty("rule").GetString()!);
    }

    [Fact]
    public async Task Refusal_OfALongName_ShowsItsBeginning()
    {
        var answer = await bench.SendAsync(EdgeCases.Look(b => b[new string('n', 50_000)] = new string('v', 10_000)));

        Assert.Equal(new string('n', 100) + "...", answer.Details.GetProperty("field").GetString());
        Assert.Equal('"' + new string('v', 99) + "...", answer.Details.GetProperty("given").GetString());
        Assert.InRange(answer.Text.Length, 0, 2000);
        Assert.All(bench.Store.Audit.All, e => Assert.InRange(e.Body.Length, 0, 2000));
    }

    [Theory]
    [InlineData("/operations/propose", "/operations/propose")]
    [InlineData("/operations/proposals/01kkng00000000000000000001", "/operations/proposals/01kkng00000000000000000001")]
    [InlineData("/operations/..%2f\u202ex/", "/operations/.../")]
    [InlineData("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/...")]
    [InlineData("/operations/approve-0123456789abcdefghijklmnopqrstuv", "/operations/[approval token]")]
    [InlineData("", "")]
    public void ShownPath_AnyPath_TellsWordsAndIdsOnly(string path, string shown) => Assert.Equal(shown, LoggablePath.Of(path));

    [Fact]
    public async Task Refusal_OfAValueUnderASecretName_ShowsNothingOfIt()
    {
        var answer = await bench.SendAsync(EdgeCases.Look(b => b["parameters"]!["password"] = "correct horse"));

        Assert.Equal("[redacted]", answer.Details.GetProperty("given").GetString());
    }

    [Fact]
    public async Task Answer_WhateverAttacksInAnyField_IsLegibleAndOnOneLine()
    {
        foreach (var text in Corpus.Injections)
        {
            await bench.SendAsync(EdgeCases.Look(b => b[text] = text));
            await bench.SendAsync(EdgeCases.Look(b => b["operation"] = text));
            await bench.SendAsync(EdgeCases.Look(b => b["parameters"]![text] = text));
            await bench.SendAsync(EdgeCases.Look(b => b["parameters"]!["instance_id"] = text));
            await bench.SendAsync(EdgeCases.Look(b => b["user_context"]!["session_id"] = text));
            await bench.SendAsync(Events.Get($"/operations/{text}", Users.Viewer, ("tag_key", text), ("tag_value", text)));
            await bench.SendAsync(Events.Get("/operations/get_ec2_status", Users.Viewer, ("tag_key", text), ("tag_value", text)));
        }

        Assert.All(bench.Answers, a => Assert.True(LegibleText.IsLegible(a.Text), a.Text));
        Assert.All(bench.Lines, l => Assert.True(LegibleText.IsLegible(l), l));
        Assert.All(bench.Answers, a => Assert.NotEqual("INTERNAL_ERROR", a.Code));
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Answer_WhatPeopleWroteInAws_IsShownWithoutItsSecretsAndHiddenCharacters()
    {
        bench.Fleet.Put(Instances.Web with { Tags = Instances.Web.Tags.SetItem("Name", "web\u202e\u001b[31m").SetItem("DbPassword", "correct horse").SetItem("Note", "pwd=hunter2 x") });

        var answer = await bench.SendAsync(EdgeCases.Look());

        Assert.True(answer.Success);
        Assert.True(DisplayText.IsDisplayable(answer.Text));
        Assert.DoesNotContain("correct horse", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer.Text, StringComparison.Ordinal);
        Assert.Contains("pwd=[redacted] x", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_AUserInTheQueryOfAPost_IsTheUser()
    {
        var sent = Events.Post("/operations/diagnostic", new System.Text.Json.Nodes.JsonObject { ["operation"] = "get_ec2_status", ["parameters"] = new System.Text.Json.Nodes.JsonObject { ["instance_id"] = Instances.WebId } });
        sent["queryStringParameters"] = new System.Text.Json.Nodes.JsonObject { ["user_id"] = "viewer@example.com" };

        Assert.True((await bench.SendAsync(sent)).Success);
    }

    [Fact]
    public async Task Answer_TheSameUserInEveryPlace_IsTaken() =>
        Assert.True((await bench.SendAsync(EdgeCases.Look(b => b["user_id"] = "Engineer@Example.com").With("X-OpsAgent-User", "engineer@example.com"))).Success);
}
