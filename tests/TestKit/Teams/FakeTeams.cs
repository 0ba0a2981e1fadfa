using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.TestKit.Oidc;

namespace OpsAgent.TestKit.Teams;

/// <summary>
/// Microsoft's side on 127.0.0.1: the Bot Connector's OpenID metadata and keys, the token endpoint, the connector with its
/// conversations. Signs activities as the connector does, and keeps what people would see.
/// </summary>
public sealed class FakeTeams : IAsyncDisposable
{
    public const string AppId = "11111111-2222-4333-8444-555555555555";
    public const string TenantId = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    public const string Secret = "client-secret-of-the-tests";
    public const string WebhookSecret = "dGhlIHNlY3JldCBvZiBhbiBvdXRnb2luZyB3ZWJob29r";
    public const string ApprovalConversation = "19:approvals@thread.tacv2";

    /// <summary>The bot as an activity names it.</summary>
    public const string BotId = "28:" + AppId;

    private static readonly TokenSigner FirstKey = TokenSigner.Rsa("RS256", "teams-1");
    private static readonly TokenSigner OtherKey = TokenSigner.Rsa("RS256", "webchat-1");

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<(string Conversation, string Id), JsonNode> _messages = new();
    private readonly ConcurrentQueue<(string Method, string Path)> _calls = new();
    private readonly ConcurrentQueue<(int Status, string? RetryAfter)> _failures = new();
    private readonly Task _serving;
    private int _messagesMade;
    private int _tokensMade;

    public FakeTeams()
    {
        // A port that was free a moment ago: the listener takes no 0.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Address = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public Uri Metadata => new($"{Address}v1/.well-known/openidconfiguration");

    public Uri TokenEndpoint => new($"{Address}token");

    /// <summary>As activities name it.</summary>
    public string ServiceUrl => $"{Address}emea/";

    /// <summary>What the key is said to be endorsed for.</summary>
    public IReadOnlyList<string> Endorsements { get; set; } = ["msteams", "webchat"];

    /// <summary>The client secrets that get a token.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [Secret];

    public int TokensMade => _tokensMade;

    /// <summary>The connector's calls that were made, with method and path.</summary>
    public IReadOnlyList<(string Method, string Path)> Calls => [.. _calls];

    /// <summary>What stands in the conversations now.</summary>
    public IReadOnlyDictionary<(string Conversation, string Id), JsonNode> Messages => _messages;

    /// <summary>What the next call of the connector is answered with, in place of being done; one call for each.</summary>
    public void FailNext(int status, string? retryAfter = null) => _failures.Enqueue((status, retryAfter));

    public void Delete(string conversation, string id) => _messages.TryRemove((conversation, id), out _);

    /// <returns>The card of the only message of a conversation.</returns>
    public JsonNode CardIn(string conversation) => _messages.Single(m => m.Key.Conversation == conversation).Value["attachments"]![0]!["content"]!;

    /// <returns>The connector's token for an activity, but for the changes.</returns>
    public string Token(DateTimeOffset now, Action<JsonObject>? claims = null, Action<JsonObject>? header = null, TokenSigner? by = null)
    {
        var signer = by ?? FirstKey;
        var payload = new JsonObject
        {
            ["iss"] = "https://api.botframework.com",
            ["aud"] = AppId,
            ["serviceurl"] = ServiceUrl,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        var head = new JsonObject { ["alg"] = signer.Algorithm, ["kid"] = signer.KeyId, ["x5t"] = signer.KeyId, ["typ"] = "JWT" };
        claims?.Invoke(payload);
        header?.Invoke(head);
        return signer.Sign(head, payload);
    }

    /// <summary>A token that the key for another channel signed.</summary>
    public string TokenOfOtherChannel(DateTimeOffset now) => Token(now, by: OtherKey);

    /// <returns>The value of the header Authorization of an outgoing webhook.</returns>
    public static string Hmac(string body, string secret = WebhookSecret) => $"HMAC {Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret), Encoding.UTF8.GetBytes(body)))}";

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var (status, answer, retryAfter) = Answer(context.Request.HttpMethod, context.Request.RawUrl!, context.Request.Headers["Authorization"], body);
        var bytes = Encoding.UTF8.GetBytes(answer.ToJsonString());
        try
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            if (retryAfter is not null)
            {
                context.Response.Headers["Retry-After"] = retryAfter;
            }

            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The caller went away, or the test is over.
        }
    }

    private (int Status, JsonNode Body, string? RetryAfter) Answer(string method, string path, string? authorization, string body) => path switch
    {
        "/v1/.well-known/openidconfiguration" => (200, new JsonObject
        {
            ["issuer"] = "https://api.botframework.com",
            ["authorization_endpoint"] = "https://invalid.botframework.com",
            ["jwks_uri"] = $"{Address}v1/.well-known/keys",
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        }, null),
        "/v1/.well-known/keys" => (200, new JsonObject { ["keys"] = new JsonArray(Published(FirstKey, Endorsements), Published(OtherKey, ["webchat"])) }, null),
        "/token" => TokenFor(body),
        _ => Connector(method, path, authorization, body),
    };

    private static JsonNode Published(TokenSigner signer, IReadOnlyList<string> endorsements)
    {
        var key = signer.PublicKey!.DeepClone();
        key["endorsements"] = new JsonArray([.. endorsements.Select(e => (JsonNode)e)]);
        return key;
    }

    private (int Status, JsonNode Body, string? RetryAfter) TokenFor(string form)
    {
        var given = form.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => WebUtility.UrlDecode(p[1]));
        return given["grant_type"] == "client_credentials" && given["client_id"] == AppId && given["scope"] == "https://api.botframework.com/.default" && Secrets.Contains(given["client_secret"])
            ? (200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["access_token"] = $"token-{Interlocked.Increment(ref _tokensMade)}" }, null)
            : (401, new JsonObject { ["error"] = "invalid_client" }, null);
    }

    private (int Status, JsonNode Body, string? RetryAfter) Connector(string method, string path, string? authorization, string body)
    {
        _calls.Enqueue((method, path));
        if (_failures.TryDequeue(out var failure))
        {
            return (failure.Status, new JsonObject { ["error"] = new JsonObject { ["code"] = "Failed" } }, failure.RetryAfter);
        }

        if (authorization?.StartsWith("Bearer token-", StringComparison.Ordinal) is not true || path.Split('/') is not ["", _, "v3", "conversations", var conversation, "activities", .. var rest])
        {
            return (401, new JsonObject(), null);
        }

        var content = JsonNode.Parse(body)!;
        if (Encoding.UTF8.GetByteCount(body) > 28 * 1024)
        {
            return (413, new JsonObject { ["error"] = new JsonObject { ["code"] = "MessageSizeTooBig" } }, null);
        }

        conversation = Uri.UnescapeDataString(conversation);
        if (method == "POST" && rest.Length == 0)
        {
            var id = $"17000000{Interlocked.Increment(ref _messagesMade):d5}";
            _messages[(conversation, id)] = content;
            return (201, new JsonObject { ["id"] = id }, null);
        }

        if (method != "PUT" || rest is not [var messageId] || !_messages.ContainsKey((conversation, messageId)))
        {
            return (404, new JsonObject { ["error"] = new JsonObject { ["code"] = "ActivityNotFoundInConversation" } }, null);
        }

        _messages[(conversation, messageId)] = content;
        return (200, new JsonObject { ["id"] = messageId }, null);
    }
}
