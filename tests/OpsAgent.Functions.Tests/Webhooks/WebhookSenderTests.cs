using System.Net;
using System.Net.Sockets;
using System.Text;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Operations.Messages;
using OpsAgent.Functions.Webhooks;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Corpora;

namespace OpsAgent.Functions.Tests.Webhooks;

/// <summary>One post over a real TLS connection: what is sent, where to, and what is told of it.</summary>
public sealed class WebhookSenderTests : IAsyncDisposable
{
    private const string Url = "https://hooks.slack.com/services/T0SECRET/B0SECRET/XyZsecret";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly WebhookServer server = new();
    private readonly FakeTimeProvider time = new(Moments.Start);

    public static TheoryData<string, string, string> Answers => SsrfCorpus.Of("answers");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Send_ToALiveWebhook_PostsOnceAndNothingMoreThanItMust()
    {
        Assert.Equal(Delivery.Posted, await SendAsync());

        var request = Assert.Single(server.Requests);
        Assert.Equal(
            ["POST /services/T0SECRET/B0SECRET/XyZsecret HTTP/1.1", "Host: hooks.slack.com", "Content-Type: application/json; charset=utf-8", "Content-Length: 13", "", "{\"text\":\"ä\"}"],
            request.Split("\r\n"));
        Assert.Equal(["hooks.slack.com"], server.Resolved);
        Assert.Equal([new IPEndPoint(IPAddress.Parse("3.68.1.1"), 443)], server.Connected);
    }

    [Theory]
    [InlineData("200 OK", null, false)]
    [InlineData("202 Accepted", null, false)]
    [InlineData("204 No Content", null, false)]
    [InlineData("400 Bad Request", "its host refused the post (HTTP 400).", false)]
    [InlineData("403 Forbidden", "its host refused the post (HTTP 403).", false)]
    [InlineData("404 Not Found", "its host knows no such webhook (HTTP 404): it was deleted or renewed.", false)]
    [InlineData("410 Gone", "its host knows no such webhook (HTTP 410): it was deleted or renewed.", false)]
    [InlineData("408 Request Timeout", "its host answered HTTP 408.", true)]
    [InlineData("500 Internal Server Error", "its host failed with HTTP 500.", true)]
    [InlineData("502 Bad Gateway", "its host failed with HTTP 502.", true)]
    [InlineData("503 Service Unavailable", "its host failed with HTTP 503.", true)]
    [InlineData("999 Odd", "its host failed with HTTP 999.", true)]
    public async Task Send_AStatus_IsToldForWhatItIs(string status, string? problem, bool mayBePosted)
    {
        server.Answer = $"HTTP/1.1 {status}\r\nContent-Length: 11\r\n\r\nBODY-SECRET";

        var delivery = await SendAsync();

        Assert.Equal((problem, problem is null || mayBePosted), (delivery.Problem, delivery.MayBePosted));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("Retry-After: 30", "for 30 seconds")]
    [InlineData("Retry-After: Sat, 14 Mar 2026 09:01:30 GMT", "for 90 seconds")]
    [InlineData("Retry-After: Sat, 14 Mar 2026 08:00:00 GMT", "for now")]
    [InlineData("Retry-After: 99999999", "for now")]
    [InlineData("Retry-After: <b>soon</b>", "for now")]
    [InlineData("X-Other: 1", "for now")]
    public async Task Send_TooOften_SaysUntilWhenAndDoesNotTryAgain(string header, string until)
    {
        server.Answer = $"HTTP/1.1 429 Too Many Requests\r\n{header}\r\nContent-Length: 0\r\n\r\n";

        Assert.Equal(Delivery.Failed($"it takes no more posts {until}."), await SendAsync());

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("301 Moved", "http://169.254.169.254/latest/meta-data/")]
    [InlineData("302 Found", "https://169.254.169.254/latest/meta-data/")]
    [InlineData("303 See Other", "https://evil.example/")]
    [InlineData("307 Temporary Redirect", "https://hooks.slack.com/services/other")]
    [InlineData("308 Permanent Redirect", "//127.0.0.1/")]
    [InlineData("300 Multiple Choices", "file:///etc/passwd")]
    public async Task Send_ARedirect_IsNotFollowed(string status, string location)
    {
        server.Answer = $"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";

        var delivery = await SendAsync();

        Assert.StartsWith("its host answered with a redirect, which is not followed", delivery.Problem, StringComparison.Ordinal);
        Assert.False(delivery.MayBePosted);
        Assert.Single(server.Connected);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Send_ToAHostWithTheseAddresses_ConnectsToAPublicOneOrToNone(string given, string verdict, string why)
    {
        Addresses(given.Split(',', StringSplitOptions.RemoveEmptyEntries));

        var delivery = await SendAsync();

        string[] reached = verdict is "refused" ? [] : [verdict];
        Assert.Equal(reached, server.Connected.Select(c => c.Address.ToString()));
        Assert.True((verdict is "refused") == (delivery is { Problem: not null, MayBePosted: false }), why);
    }

    [Fact]
    public async Task Send_ToANameThatChangesAfterTheCheck_ConnectsToWhatWasChecked()
    {
        Addresses("3.68.1.1");
        server.Names.Enqueue([IPAddress.Parse("169.254.169.254")]);

        Assert.Equal(Delivery.Posted, await SendAsync());

        Assert.Equal([new IPEndPoint(IPAddress.Parse("3.68.1.1"), 443)], server.Connected);
        Assert.Single(server.Resolved);
        var delivery = await SendAsync();
        Assert.Contains("not on the public internet", delivery.Problem, StringComparison.Ordinal);
        Assert.Single(server.Connected);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Send_ToAHostWhoseFirstAddressIsDead_PostsOnceToTheSecond()
    {
        Addresses("3.68.1.1", "3.68.1.2");
        server.Dead.Add(IPAddress.Parse("3.68.1.1"));

        Assert.Equal(Delivery.Posted, await SendAsync());

        Assert.Equal(2, server.Connected.Count);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Send_ToAHostWithHundredsOfDeadAddresses_GivesUpAfterFour()
    {
        Addresses([.. Enumerable.Range(1, 200).Select(i => $"3.68.1.{i}")]);
        server.Dead.UnionWith(server.Names.Peek());

        Assert.Equal(Delivery.Failed("its host cannot be reached."), await SendAsync());

        Assert.Equal(4, server.Connected.Count);
    }

    [Fact]
    public async Task Send_ToAnImpostor_SendsNothing()
    {
        server.Impostor = true;

        Assert.Equal(Delivery.Failed("its host's certificate is not to be trusted, or no TLS connection came about."), await SendAsync());

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Send_WithoutTls_SendsNothing()
    {
        server.Plain = true;

        var delivery = await SendAsync();

        Assert.False(delivery.MayBePosted, delivery.Problem);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Send_WhoseAnswerIsLost_MayBePostedAndIsNotSentAgain()
    {
        server.Answer = string.Empty;

        Assert.Equal(Delivery.Unconfirmed("its host broke the connection."), await SendAsync());

        Assert.Single(server.Requests);
        Assert.Single(server.Connected);
    }

    [Fact]
    public async Task Send_WhoseAnswerIsCut_MayBePosted()
    {
        server.Answer = "HTTP/1.1 200 OK\r\nContent-";

        Assert.True((await SendAsync()) is { Problem: not null, MayBePosted: true });

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("HTTP/1.1 two hundred\r\n\r\n")]
    public async Task Send_AnAnswerThatIsNotHttp_MayBePosted(string answer)
    {
        server.Answer = answer;

        Assert.Equal(Delivery.Unconfirmed("its host answered what is not to be read."), await SendAsync());
    }

    [Fact]
    public async Task Send_AnAnswerWithHugeHeaders_IsNotReadToItsEnd()
    {
        server.Answer = $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: {new string('a', 1000)}\r\n"))}\r\n";

        Assert.Equal(Delivery.Unconfirmed("its host answered what is not to be read."), await SendAsync());
    }

    [Fact]
    public async Task Send_AnAnswerWithoutEnd_IsOverAtItsStatus()
    {
        (server.Endless, server.Answer) = (true, "HTTP/1.1 200 OK\r\n\r\n");

        Assert.Equal(Delivery.Posted, await SendAsync());
    }

    [Fact]
    public async Task Send_ToAHostThatTakesThePostAndIsSilent_EndsAtTheLimitInDoubt()
    {
        server.Answer = null;
        var sending = SendAsync();
        await server.Received.WaitAsync(Soon);
        time.Advance(WebhookSender.Timeout - Moments.Tick);
        Assert.False(sending.IsCompleted);

        time.Advance(Moments.Tick);

        Assert.Equal(Delivery.Unconfirmed("its host did not answer within 10 seconds."), await sending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_ToANameServerOrHostThatIsSilent_EndsAtTheLimitWithoutAPost(bool names)
    {
        var reached = new TaskCompletionSource();
        Task HangAsync(CancellationToken stop)
        {
            reached.SetResult();
            return Task.Delay(Timeout.Infinite, stop);
        }

        if (names)
        {
            server.WhileResolving = HangAsync;
        }
        else
        {
            server.WhileConnecting = HangAsync;
        }

        var sending = SendAsync();
        await reached.Task.WaitAsync(Soon);

        time.Advance(WebhookSender.Timeout);

        Assert.Equal(Delivery.Failed("its host did not answer within 10 seconds."), await sending);
    }

    [Fact]
    public async Task Send_ToANameThatIsNotThere_IsNotPosted()
    {
        server.WhileResolving = _ => throw new SocketException((int)SocketError.HostNotFound);

        Assert.False((await SendAsync()).MayBePosted);

        Assert.Empty(server.Connected);
    }

    [Fact]
    public async Task Send_WhoseCallerIsGoneBeforeIt_IsCancelled()
    {
        using var gone = new CancellationTokenSource();
        server.WhileConnecting = async stop =>
        {
            await gone.CancelAsync();
            stop.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(gone.Token));

        Assert.Empty(server.Requests);
    }

    private void Addresses(params string[] addresses)
    {
        server.Names.Clear();
        server.Names.Enqueue([.. addresses.Select(IPAddress.Parse)]);
    }

    /// <summary>Whatever comes of it, nothing of URL, host or answer is told.</summary>
    private async Task<Delivery> SendAsync(CancellationToken stop = default)
    {
        var address = WebhookAddress.Parse(Url, WebhookHosts.Standard).Address!;
        var delivery = await new WebhookSender(server.Network, time).SendAsync(address, Encoding.UTF8.GetBytes("{\"text\":\"ä\"}"), stop);
        Assert.DoesNotContain("slack", $"{delivery.Problem}", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", $"{delivery.Problem}", StringComparison.OrdinalIgnoreCase);
        return delivery;
    }
}
