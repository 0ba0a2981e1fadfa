using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>API Gateway proxy events, as REST APIs send them.</summary>
internal static class Events
{
    public static JsonObject Post(string path, JsonNode body) => Event("POST", path, body.ToJsonString());

    public static JsonObject Get(string path, UserId user, params IEnumerable<(string Name, string Value)> query)
    {
        var sent = Event("GET", path, null).With("X-OpsAgent-User", user.Value);
        var parameters = query.ToList();
        if (parameters.Count > 0)
        {
            sent["queryStringParameters"] = new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value)));
            sent["multiValueQueryStringParameters"] =
                new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)new JsonArray(p.Value))));
        }

        return sent;
    }

    public static JsonObject Envelope(string operation, JsonNode parameters, UserId user) => new()
    {
        ["operation"] = operation,
        ["parameters"] = parameters,
        ["user_context"] = new JsonObject { ["user_id"] = user.Value },
    };

    public static JsonObject With(this JsonObject sent, string header, string? value)
    {
        sent["headers"]![header] = value;
        return sent;
    }

    public static JsonObject Without(this JsonObject sent, string header)
    {
        sent["headers"]!.AsObject().Remove(header);
        return sent;
    }

    public static JsonObject WithBody(this JsonObject sent, string? body, bool base64 = false)
    {
        sent["body"] = body;
        sent["isBase64Encoded"] = base64;
        return sent;
    }

    public static JsonObject Event(string method, string path, string? body) => new()
    {
        ["resource"] = path,
        ["path"] = path,
        ["httpMethod"] = method,
        ["headers"] = new JsonObject
        {
            ["X-API-Key"] = Bench.ApiKey,
            ["Content-Type"] = body is null ? null : "application/json",
            ["X-Amzn-Trace-Id"] = "Root=1-65f2c0a1-0123456789abcdef01234567",
        },
        ["queryStringParameters"] = null,
        ["multiValueQueryStringParameters"] = null,
        ["pathParameters"] = null,
        ["stageVariables"] = null,
        ["requestContext"] = new JsonObject { ["stage"] = "production", ["requestId"] = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", ["httpMethod"] = method },
        ["body"] = body,
        ["isBase64Encoded"] = false,
    };
}
