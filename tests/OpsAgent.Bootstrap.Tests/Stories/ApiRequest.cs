using System.Text.Json.Nodes;

using OpsAgent.EndToEnd.Tests;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>An API Gateway event and the function that its route belongs to.</summary>
internal sealed record ApiRequest(string Function, JsonObject Event)
{
    public static ApiRequest Get(string function, string path, params (string Name, string Value)[] query)
    {
        var sent = EventOf("GET", path);
        sent["queryStringParameters"] = new JsonObject(query.Select(q => KeyValuePair.Create(q.Name, (JsonNode?)q.Value)));
        return new ApiRequest(function, sent);
    }

    /// <summary>A flat POST, in the engineer's name unless the local part of another's is given.</summary>
    public static ApiRequest Post(string function, string path, JsonObject body, string? idempotencyKey = null, string by = "engineer")
    {
        body["user_id"] = $"{by}@example.com";
        return new ApiRequest(function, Sent(path, body, idempotencyKey));
    }

    /// <returns>The same from somebody who has no key of ours.</returns>
    public ApiRequest ByAStranger()
    {
        Event["headers"]!["X-API-Key"] = "key-of-somebody-else-0123456789";
        return this;
    }

    /// <returns>The same by whom the bearer token names.</returns>
    public ApiRequest With(string token)
    {
        var headers = Event["headers"]!.AsObject();
        headers.Remove("X-API-Key");
        headers["Authorization"] = $"Bearer {token}";
        var body = JsonNode.Parse(Event["body"]!.GetValue<string>())!.AsObject();
        body.Remove("user_id");
        Event["body"] = body.ToJsonString();
        return this;
    }

    /// <param name="by">The local part of the one who decides.</param>
    public static ApiRequest Decide(string word, string token, string by, string? reason = null)
    {
        var parameters = new JsonObject { ["approval_token"] = token };
        if (reason is not null)
        {
            parameters["reason"] = reason;
        }

        return new ApiRequest(FunctionNames.Proposals, Sent(
            $"/operations/{word}",
            new JsonObject { ["operation"] = $"{word}_action", ["parameters"] = parameters, ["user_context"] = new JsonObject { ["user_id"] = $"{by}@example.com" } },
            null));
    }

    private static JsonObject Sent(string path, JsonObject body, string? idempotencyKey)
    {
        var sent = EventOf("POST", path);
        sent["body"] = body.ToJsonString();
        sent["headers"]!.AsObject().Remove("X-OpsAgent-User");
        if (idempotencyKey is not null)
        {
            sent["headers"]!["Idempotency-Key"] = idempotencyKey;
        }

        return sent;
    }

    private static JsonObject EventOf(string method, string path) => new()
    {
        ["httpMethod"] = method,
        ["path"] = path,
        ["resource"] = path,
        ["headers"] = new JsonObject { ["X-API-Key"] = Account.ApiKey, ["Content-Type"] = "application/json", ["X-OpsAgent-User"] = "engineer@example.com" },
    };
}
