using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Webhooks;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>
/// Slack's Web API: one POST of JSON with the bot token, no retry. Messages of its exceptions hold the method and Slack's own
/// error code, never the token, a host or the body.
/// </summary>
/// <param name="http">Made by the composition root, with a handler that follows no redirect: the token goes to Slack alone.</param>
/// <param name="address">Null for Slack's own; tests give another.</param>
public sealed class SlackApi(IParameterStore parameters, HttpMessageInvoker http, TimeProvider time, Uri? address = null)
{
    /// <summary>For connection, request and response together; a caller that has less gives a token that ends earlier.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(10);

    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private const int MaxErrorLength = 80;

    private static readonly Uri Slack = new("https://slack.com/api/");
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);

    // Nothing embeds the JSON in HTML; escapes would only use up Slack's limits.
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    // Of a rotation, the token that is not valid any more; the next one is tried.
    private static readonly string[] TokenErrors = ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"];

    /// <param name="method">Such as <c>chat.postMessage</c>.</param>
    /// <returns>Slack's answer, whose <c>ok</c> is true.</returns>
    /// <exception cref="SlackApiException">Slack refused, cannot be reached or takes no more for now. What was asked may have been done where <see cref="SlackApiException.Error"/> is null.</exception>
    /// <exception cref="AwsException">The bot token cannot be read.</exception>
    public async Task<JsonElement> CallAsync(string method, JsonObject body, CancellationToken cancellationToken)
    {
        var stored = await parameters.ReadAsync(ParameterNames.SlackBotToken, cancellationToken) ?? string.Empty;
        var tokens = stored.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length == 0)
        {
            throw new SlackApiException(method, "no_token", null);
        }

        for (var i = 0; ; i++)
        {
            try
            {
                return await PostAsync(method, body, tokens[i], cancellationToken);
            }
            catch (SlackApiException e) when (i + 1 < tokens.Length && TokenErrors.Contains(e.Error))
            {
                // Nothing was done with it.
            }
        }
    }

    /// <summary>Answers a request at its <c>response_url</c>, which Slack takes five times within 30 minutes. It is its own credential: no token goes with it.</summary>
    /// <param name="responseUrl">As a signed request gave it.</param>
    /// <exception cref="SlackApiException">As of <see cref="CallAsync"/>; also where the address is not Slack's.</exception>
    public async Task RespondAsync(string responseUrl, JsonObject body, CancellationToken cancellationToken)
    {
        const string Method = "response_url";
        if (!Uri.TryCreate(responseUrl, UriKind.Absolute, out var url)
            || !(address is null ? url is { Scheme: "https", Host: "hooks.slack.com", IsDefaultPort: true } : url.Authority == address.Authority))
        {
            throw new SlackApiException(Method, "not_slacks_address", null);
        }

        await SendAsync(Method, url, body, token: null, (_, _) => Task.FromResult(true), cancellationToken);
    }

    private Task<JsonElement> PostAsync(string method, JsonObject body, string token, CancellationToken cancellationToken) => SendAsync(
        method, new Uri(address ?? Slack, method), body, token, async (response, stop) => Read(method, await ReadAsync(response, stop)), cancellationToken);

    private async Task<T> SendAsync<T>(
        string method, Uri url, JsonObject body, string? token, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body.ToJsonString(Written), Encoding.UTF8, "application/json"),
        };
        try
        {
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request, stop.Token);
            return response.StatusCode is HttpStatusCode.TooManyRequests ? throw new SlackApiException(method, "ratelimited", RetryAfter.Of(response, time) ?? DefaultRetryAfter)
                : response.IsSuccessStatusCode ? await read(response, stop.Token)
                : throw new SlackApiException(method, null, null);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlackApiException(method, null, null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or FormatException)
        {
            throw new SlackApiException(method, null, null, e);
        }
    }

    private static JsonElement Read(string method, JsonElement answer) =>
        answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("ok", out var ok) && ok.ValueKind is JsonValueKind.True
            ? answer
            : throw new SlackApiException(method, ErrorOf(answer), null);

    // Slack's own code, or nothing: anything else that stands there is not repeated.
    private static string? ErrorOf(JsonElement answer) =>
        answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.String
        && error.GetString() is { Length: > 0 and <= MaxErrorLength } code && code.All(c => c is '_' || char.IsAsciiLetterOrDigit(c))
            ? code
            : null;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken);
        return document.RootElement.Clone();
    }
}
