using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Webhooks;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>
/// Sends and updates messages by the Bot Connector's REST API, with a token that the bot's client secret gets. The token goes to
/// connectors of Teams' alone (<see cref="TeamsAddresses.IsConnector"/>), whatever address an activity or a parameter names.
/// </summary>
/// <param name="http">Made by the composition root, with a handler that follows no redirect.</param>
public sealed class TeamsConnector(IParameterStore parameters, HttpMessageInvoker http, TimeProvider time, TeamsAddresses addresses)
{
    /// <summary>For connection, request and response together.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(10);

    private const int MaxAnswerBytes = 256 * 1024;
    private const int MaxAttempts = 3;
    private const string Scope = "https://api.botframework.com/.default";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);

    // A token that ends while it is on its way is none.
    private static readonly TimeSpan TokenReserve = TimeSpan.FromMinutes(5);

    // Nothing embeds the JSON in HTML; escapes would only use up the size limit.
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    private volatile CachedToken? _cached;

    /// <param name="serviceUrl">The connector, from an activity that was verified; null for that of the settings.</param>
    /// <param name="conversation">A channel's starts a new thread there; with <c>;messageid=</c> it answers in one.</param>
    /// <returns>The message's id.</returns>
    /// <exception cref="TeamsConnectorException">It is not sent; it may be where the status is null or above 499.</exception>
    /// <exception cref="AwsException">The settings or the secret cannot be read.</exception>
    public async Task<string> SendAsync(string? serviceUrl, string conversation, JsonObject activity, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("sending a message", HttpMethod.Post, serviceUrl, $"v3/conversations/{Uri.EscapeDataString(conversation)}/activities", activity, cancellationToken);
        return answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String ? id.GetString()! : throw new TeamsConnectorException("sending a message", null);
    }

    /// <summary>Puts another content in place of a message of the bot's.</summary>
    /// <exception cref="TeamsConnectorException">It is not updated.</exception>
    /// <exception cref="AwsException">The settings or the secret cannot be read.</exception>
    public Task UpdateAsync(string? serviceUrl, string conversation, string messageId, JsonObject activity, CancellationToken cancellationToken) =>
        CallAsync("updating a message", HttpMethod.Put, serviceUrl, $"v3/conversations/{Uri.EscapeDataString(conversation)}/activities/{Uri.EscapeDataString(messageId)}", activity, cancellationToken);

    private async Task<JsonElement> CallAsync(string what, HttpMethod method, string? serviceUrl, string path, JsonObject body, CancellationToken cancellationToken)
    {
        var settings = await TeamsSettings.ReadAsync(parameters, cancellationToken) ?? throw new TeamsConnectorException(what, null);
        var given = serviceUrl ?? settings.ServiceUrl;
        var connector = given is null ? addresses.Connector : addresses.ConnectorOf(given) ?? throw new TeamsConnectorException(what, null);
        var json = body.ToJsonString(Written);
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, new Uri(connector, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(settings, cancellationToken));
            try
            {
                return await SendAsync(what, request, cancellationToken);
            }
            catch (TeamsConnectorException e) when (attempt < MaxAttempts && IsWorthAnother(method, e))
            {
                // A token may have been taken back.
                _cached = e.Status == 401 ? null : _cached;
                await Task.Delay(e.RetryAfter ?? (e.Status == 401 ? TimeSpan.Zero : DefaultRetryAfter), time, cancellationToken);
            }
        }
    }

    // Of an update any repeat is the same; of a message only where nothing was sent.
    private static bool IsWorthAnother(HttpMethod method, TeamsConnectorException e) => e.Status switch
    {
        429 => e.RetryAfter <= MaxWait,
        401 or 412 => true,
        502 or 504 => method == HttpMethod.Put,
        _ => false,
    };

    private async Task<string> TokenAsync(TeamsSettings settings, CancellationToken cancellationToken)
    {
        var secrets = await TeamsSettings.SecretsAsync(parameters, ParameterNames.TeamsClientSecret, cancellationToken);
        var source = $"{settings.AppId} {settings.TokenTenant ?? settings.TenantId} {string.Join(',', secrets)}";
        if (_cached is { } cached && cached.Source == source && time.GetUtcNow() < cached.Until)
        {
            return cached.Token;
        }

        for (var i = 0; ; i++)
        {
            try
            {
                var (token, seconds) = await AskForTokenAsync(settings, i < secrets.Count ? secrets[i] : throw new TeamsConnectorException("getting a token without a client secret", null), cancellationToken);
                _cached = new CachedToken(token, source, time.GetUtcNow() + TimeSpan.FromSeconds(seconds) - TokenReserve);
                return token;
            }
            catch (TeamsConnectorException e) when (e.Status is 400 or 401 && i + 1 < secrets.Count)
            {
                // Of a rotation, the one that is not valid any more.
            }
        }
    }

    private async Task<(string Token, double Seconds)> AskForTokenAsync(TeamsSettings settings, string secret, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("grant_type", "client_credentials"),
            KeyValuePair.Create("client_id", settings.AppId),
            KeyValuePair.Create("client_secret", secret),
            KeyValuePair.Create("scope", Scope),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, addresses.TokenEndpoint(settings.TokenTenant ?? settings.TenantId)) { Content = content };
        var answer = await SendAsync("getting a token", request, cancellationToken);
        return answer.ValueKind is JsonValueKind.Object
            && answer.TryGetProperty("access_token", out var token) && token.ValueKind is JsonValueKind.String
            && answer.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind is JsonValueKind.Number
            ? (token.GetString()!, Math.Clamp(seconds.GetDouble(), 0, 86_400))
            : throw new TeamsConnectorException("getting a token", null);
    }

    private async Task<JsonElement> SendAsync(string what, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, stop.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new TeamsConnectorException(what, (int)response.StatusCode, (int)response.StatusCode == 429 ? RetryAfter.Of(response, time) ?? DefaultRetryAfter : null);
            }

            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, stop.Token);
            var text = await response.Content.ReadAsStringAsync(stop.Token);
            using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            return document.RootElement.Clone();
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TeamsConnectorException(what, null, cause: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new TeamsConnectorException(what, null, cause: e);
        }
    }

    /// <param name="Source">Of which app, tenant and secrets: with others it is none.</param>
    private sealed record CachedToken(string Token, string Source, DateTimeOffset Until)
    {
        public override string ToString() => nameof(CachedToken);
    }
}
