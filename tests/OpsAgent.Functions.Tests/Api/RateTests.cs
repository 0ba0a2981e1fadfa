using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>Rates at the door: who is slowed, by what, and that nobody can slow another.</summary>
public sealed class RateTests
{
    private static readonly AgentOptions Limited = Bench.LocalAgent with { RequestsPerMinute = 60, ProposalsPerMinute = 10, FailuresPerMinute = 20 };

    private readonly Bench bench = new() { Agent = Limited };

    [Fact]
    public async Task Request_TheSixtyFirst_IsHttp429WithRetryAfterAndRunsNothing()
    {
        for (var i = 0; i < 60; i++)
        {
            Assert.True((await LookAsync()).Success);
        }

        var answer = await LookAsync();

        Assert.Equal((429, "RATE_LIMITED"), (answer.Status, answer.Code));
        Assert.Equal("60", answer.Headers.GetProperty("Retry-After").GetString());
        Assert.Equal((60, 60), (answer.Details.GetProperty("limit").GetInt32(), answer.Details.GetProperty("retry_after_seconds").GetInt32()));
        var audited = Assert.Single(bench.Store.Audit.All, e => Field(e, "outcome") == "RATE_LIMITED");
        Assert.Equal(("request_received", "engineer@example.com"), (Field(audited, "event_type"), Field(audited, "user_id")));
        Assert.Equal(60, bench.Store.Audit.All.Count(e => Field(e, "event_type") == "tool_executed"));
    }

    [Fact]
    public async Task Request_WithinTheLimit_HasNoRetryAfter() => Assert.False((await LookAsync()).Headers.TryGetProperty("Retry-After", out _));

    [Fact]
    public async Task Proposal_TheEleventh_IsHttp429AndStoresNothing_WhileLooksGoOn()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.NotEqual("RATE_LIMITED", (await bench.ProposeAsync(Users.Engineer, "i-0a1b2c3d4e5f60099")).Code);
        }

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.Equal((429, "RATE_LIMITED"), (answer.Status, answer.Code));
        Assert.True(int.Parse(answer.Headers.GetProperty("Retry-After").GetString()!, System.Globalization.CultureInfo.InvariantCulture) is > 0 and <= 60);
        Assert.Equal(0, bench.Store.Writes);
        Assert.Empty(bench.Workflow.Calls);
        Assert.True((await LookAsync()).Success);
    }

    [Fact]
    public async Task Request_OnTwoInstances_IsCountedTogether()
    {
        var other = new Bench { Agent = Limited, Rates = bench.Rates };
        for (var i = 0; i < 30; i++)
        {
            Assert.True((await LookAsync()).Success);
            Assert.True((await other.SendAsync(EdgeCases.Look())).Success);
        }

        Assert.Equal(429, (await LookAsync()).Status);
        Assert.Equal(429, (await other.SendAsync(EdgeCases.Look())).Status);
    }

    [Fact]
    public async Task Failure_AfterTwenty_IsHttp429_ButAuditedAsWhatItWas()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(401, (await GuessAsync($"guess-{i}")).Status);
        }

        var answer = await GuessAsync("guess-20");

        Assert.Equal((429, "RATE_LIMITED"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.GetProperty("Retry-After").GetString());
        Assert.Equal(21, bench.Store.Audit.All.Count);
        Assert.All(bench.Store.Audit.All, e => Assert.Equal(("authentication_failed", "AUTHENTICATION_FAILED"), (Field(e, "event_type"), Field(e, "outcome"))));
    }

    [Fact]
    public async Task Failure_FromTheSameAddressInAUsersName_TakesNothingFromThatUser()
    {
        for (var i = 0; i < 200; i++)
        {
            await GuessAsync($"guess-{i}");
        }

        for (var i = 0; i < 60; i++)
        {
            Assert.True((await bench.SendAsync(From(EdgeCases.Look(), "203.0.113.7"))).Success);
        }

        Assert.Equal(2, bench.Rates.Counts.Count);
    }

    [Fact]
    public async Task Failure_OfAUserWhoIsNotListed_IsSlowedToo_AndTheListedGoOn()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(403, (await bench.SendAsync(Stranger())).Status);
        }

        Assert.Equal(429, (await bench.SendAsync(Stranger())).Status);
        Assert.True((await bench.SendAsync(From(EdgeCases.Look(), "203.0.113.7"))).Success);
        Assert.Equal(21, bench.Store.Audit.All.Count(e => Field(e, "event_type") == "authorization_denied"));

        static JsonObject Stranger() => From(EdgeCases.All["an unknown user"].Event.DeepClone().AsObject(), "203.0.113.7");
    }

    [Theory]
    [InlineData("2600:1f14:1:2::1", "2600:1f14:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2600:1f14:1:2::1", "2600:1f14:1:3::1", false)]
    [InlineData("198.51.100.7", "198.51.100.8", false)]
    [InlineData("198.51.100.7", "::ffff:198.51.100.7", true)]
    public async Task Failure_FromOneSite_IsCountedTogether(string first, string second, bool together)
    {
        for (var i = 0; i < 21; i++)
        {
            await GuessAsync($"guess-{i}", first);
        }

        Assert.Equal(together ? 429 : 401, (await GuessAsync("guess", second)).Status);
    }

    [Fact]
    public async Task Failure_WithAForgedForwardedHeader_IsCountedByThePeer()
    {
        for (var i = 0; i < 20; i++)
        {
            await bench.SendAsync(From(EdgeCases.Look().With("X-API-Key", "wrong").With("X-Forwarded-For", $"192.0.2.{i}"), "203.0.113.7"));
        }

        Assert.Equal(429, (await GuessAsync("guess")).Status);
    }

    [Fact]
    public async Task CounterDown_WhatLooksOrStops_GoesOnAndIsLogged()
    {
        Machine.Behind(bench);
        var token = (await bench.ProposeAsync(Users.Engineer))["approval_token"]!;
        bench.Rates.Failure = new AwsException(ErrorCode.AwsThrottled, "dynamodb:UpdateItem", "sessions", "AWS throttled it.");

        Assert.True((await LookAsync()).Success);
        Assert.True((await bench.SendAsync(Events.Get("/operations/proposals", Users.Viewer))).Success);
        Assert.True((await bench.WithdrawAsync(Users.Engineer, token)).Success);

        Assert.Equal(3, bench.Logger.Buffer.ToString().Split("request not counted: AWS throttled it.").Length - 1);
    }

    [Fact]
    public async Task CounterDown_WhatMayChangeSomething_DoesNotRun()
    {
        Machine.Behind(bench);
        var token = (await bench.ProposeAsync(Users.Engineer))["approval_token"]!;
        var writes = bench.Store.Writes;
        bench.Rates.Failure = new AwsException(ErrorCode.AwsThrottled, "dynamodb:UpdateItem", "sessions", "AWS throttled it.");

        foreach (var answer in new[]
        {
            await bench.ApproveAsync(Users.Lead, token),
            await bench.ProposeAsync(Users.Engineer, Instances.Numbered(2).Id),
            await bench.SendAsync(Events.Post("/operations/post_summary_to_channel", new JsonObject { ["text"] = "well", ["channel"] = "ops", ["user_id"] = "engineer@example.com" })),
            await bench.SendAsync(Events.Post("/operations/create_incident_record", new JsonObject { ["summary"] = "It is slow", ["severity"] = "low", ["user_id"] = "engineer@example.com" })),
        })
        {
            Assert.Equal((200, "AWS_THROTTLED"), (answer.Status, answer.Code));
            Assert.Contains("could not be counted, so nothing was done", answer.Message, StringComparison.Ordinal);
        }

        Assert.Equal(writes, bench.Store.Writes);
        Assert.Empty(bench.Channels.Posts);
        Assert.True((await bench.DenyAsync(Users.Lead, token)).Success);
    }

    private Task<Answer> LookAsync() => bench.SendAsync(EdgeCases.Look());

    private Task<Answer> GuessAsync(string key, string from = "203.0.113.7") => bench.SendAsync(From(EdgeCases.Look().With("X-API-Key", key), from));

    private static JsonObject From(JsonObject sent, string address)
    {
        sent["requestContext"]!["identity"] = new JsonObject { ["sourceIp"] = address };
        return sent;
    }

    private static string? Field(Core.Audit.AuditEvent written, string name) => written.Fields().GetProperty(name).GetString();
}
