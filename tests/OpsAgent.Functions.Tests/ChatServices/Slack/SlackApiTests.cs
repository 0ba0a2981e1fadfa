using System.Net;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

public sealed class SlackApiTests
{
    private readonly FixedParameterStore parameters = new(new Dictionary<string, string> { [ParameterNames.SlackBotToken] = "xoxb-old , xoxb-new" });
    private readonly FakeTimeProvider time = new(Moments.Start);
    private readonly List<(Uri Url, string? Token, string Body)> sent = [];
    private Func<string?, HttpResponseMessage> answers = _ => SlackSide.Json("""{"ok":true,"ts":"1.1"}""");
    private Task hold = Task.CompletedTask;

    [Fact]
    public async Task Call_PostsJsonWithTheTokenToSlackAndAnswersWhatItSays()
    {
        var answer = await CallAsync();

        Assert.Equal("1.1", answer.GetProperty("ts").GetString());
        Assert.Equal((new Uri("https://slack.com/api/chat.postMessage"), "xoxb-old", """{"channel":"C1","text":"größer <&>"}"""), Assert.Single(sent));
    }

    [Theory]
    [InlineData("invalid_auth", true)]
    [InlineData("token_revoked", true)]
    [InlineData("channel_not_found", false)]
    public async Task Call_WhoseTokenIsNotValidAnyMore_TriesTheOtherOfTheRotation(string error, bool triesNext)
    {
        answers = token => SlackSide.Json(token == "xoxb-old" ? $$"""{"ok":false,"error":"{{error}}"}""" : """{"ok":true}""");

        Assert.Equal(triesNext ? null : error, await FailureAsync() is { } failure ? failure.Error : null);
        Assert.Equal(triesNext ? 2 : 1, sent.Count);
    }

    [Fact]
    public async Task Call_WithoutAValidToken_SaysSlacksWord()
    {
        answers = _ => SlackSide.Json("""{"ok":false,"error":"invalid_auth"}""");
        Assert.Equal(("invalid_auth", 2), ((await FailureAsync())!.Error, sent.Count));

        parameters.Cached.Clear();
        Assert.Equal(("no_token", 2), ((await FailureAsync())!.Error, sent.Count));
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("Sat, 14 Mar 2026 09:00:40 GMT", 40)]
    [InlineData("Sat, 14 Mar 2026 08:00:00 GMT", 0)]
    [InlineData(null, 30)]
    public async Task Call_ThatIsOneTooMany_SaysWhenToComeBack(string? retryAfter, int seconds)
    {
        answers = _ =>
        {
            var response = SlackSide.Json("""{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests);
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return response;
        };

        var failure = await FailureAsync();

        Assert.Equal(("ratelimited", TimeSpan.FromSeconds(seconds), 1), (failure!.Error, failure.RetryAfter, sent.Count));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, """{"ok":true}""")]
    [InlineData(HttpStatusCode.Redirect, """{"ok":true}""")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "[]")]
    [InlineData(HttpStatusCode.OK, """{"ok":"true"}""")]
    [InlineData(HttpStatusCode.OK, """{"ok":false,"error":"xoxb-old is not valid"}""")]
    [InlineData(HttpStatusCode.OK, """{"ok":false,"error":{}}""")]
    public async Task Call_AnsweredWithWhatSlackNeverSays_FailsAndRepeatsNothingOfIt(HttpStatusCode status, string body)
    {
        answers = _ => SlackSide.Json(body, status);

        var failure = await FailureAsync();

        Assert.Null(failure!.Error);
        Assert.Equal("Slack's chat.postMessage gave no answer that can be read.", failure.Message);
    }

    [Fact]
    public async Task Call_ThatIsNotAnswered_IsGivenUp()
    {
        hold = new TaskCompletionSource().Task;
        var call = FailureAsync();

        time.Advance(SlackApi.Timeout);

        Assert.Null((await call)!.Error);
    }

    private async Task<SlackApiException?> FailureAsync()
    {
        try
        {
            await CallAsync();
            return null;
        }
        catch (SlackApiException e)
        {
            Assert.DoesNotContain("xoxb", e.Message, StringComparison.Ordinal);
            return e;
        }
    }

    private async Task<System.Text.Json.JsonElement> CallAsync()
    {
        using var http = new HttpMessageInvoker(new Handler(this));
        return await new SlackApi(parameters, http, time).CallAsync("chat.postMessage", new JsonObject { ["channel"] = "C1", ["text"] = "größer <&>" }, CancellationToken.None);
    }

    private sealed class Handler(SlackApiTests test) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test.sent.Add((request.RequestUri!, request.Headers.Authorization?.Parameter, await request.Content!.ReadAsStringAsync(cancellationToken)));
            await test.hold.WaitAsync(cancellationToken);
            return test.answers(request.Headers.Authorization?.Parameter);
        }
    }
}
