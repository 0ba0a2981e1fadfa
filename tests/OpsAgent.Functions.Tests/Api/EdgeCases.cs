using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>What may come to the door, and what it must answer: one row a case.</summary>
internal static class EdgeCases
{
    private const string SomeId = "01kkng00000000000000000999";
    private const string SomeToken = "approve-0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private static readonly string[] TwoKeys = ["2026-03-13", "2026-03-14"];

    public static IReadOnlyDictionary<string, (JsonObject Event, int Status, string Code)> All { get; } = new Dictionary<string, (JsonObject, int, string)>
    {
        // The key.
        ["no key"] = (Look().Without("X-API-Key"), 401, "AUTHENTICATION_FAILED"),
        ["an empty key"] = (Look().With("X-API-Key", string.Empty), 401, "AUTHENTICATION_FAILED"),
        ["a null key"] = (Look().With("X-API-Key", null), 401, "AUTHENTICATION_FAILED"),
        ["a wrong key"] = (Look().With("X-API-Key", Bench.ApiKey + "x"), 401, "AUTHENTICATION_FAILED"),
        ["a key in another case"] = (Look().With("X-API-Key", Bench.ApiKey.ToUpperInvariant()), 401, "AUTHENTICATION_FAILED"),
        ["a wrong key before a broken body"] = (Look().With("X-API-Key", "no").WithBody("{"), 401, "AUTHENTICATION_FAILED"),
        ["no headers at all"] = (WithMember(Look(), "headers", null), 401, "AUTHENTICATION_FAILED"),

        // The user.
        ["no user"] = (Events.Post("/operations/diagnostic", Without(LookBody(), "user_context")), 401, "AUTHENTICATION_FAILED"),
        ["a user that is no e-mail"] = (WithUser("engineer"), 401, "AUTHENTICATION_FAILED"),
        ["a user in Cyrillic letters"] = (WithUser("еngineer@example.com"), 401, "AUTHENTICATION_FAILED"),
        ["a user with a line break"] = (WithUser("engineer@example.com\nlead@example.com"), 401, "AUTHENTICATION_FAILED"),
        ["the agent itself"] = (WithUser("system"), 401, "AUTHENTICATION_FAILED"),
        ["an unknown user"] = (WithUser("stranger@example.com"), 403, "USER_NOT_AUTHORIZED"),
        ["a GET without a user"] = (Events.Get("/operations/proposals", Users.Viewer).Without("X-OpsAgent-User"), 401, "AUTHENTICATION_FAILED"),
        ["propose without the role"] = (Propose(Users.Viewer), 403, "ROLE_REQUIRED"),
        ["propose by a typed route without the role"] = (
            Events.Post("/operations/reboot_ec2", new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "It hangs since 08:50.", ["user_id"] = "viewer@example.com" }),
            403, "ROLE_REQUIRED"),
        ["approve without the role"] = (Decide("approve", Users.Viewer, new JsonObject { ["approval_token"] = SomeToken }), 403, "ROLE_REQUIRED"),
        ["deny without the role"] = (Decide("deny", Users.Viewer, new JsonObject { ["approval_token"] = SomeToken, ["reason"] = "No." }), 403, "ROLE_REQUIRED"),
        ["withdraw without the role"] = (Decide("withdraw", Users.Viewer, new JsonObject { ["approval_token"] = SomeToken, ["reason"] = "No." }), 403, "ROLE_REQUIRED"),

        // The body.
        ["not JSON"] = (Look().WithBody("operation=get_ec2_status"), 400, "NOT_JSON"),
        ["no body"] = (Look().WithBody(null), 400, "NOT_JSON"),
        ["an empty body"] = (Look().WithBody(string.Empty), 400, "NOT_JSON"),
        ["a body that ends early"] = (Look().WithBody("""{"operation":"get_ec2_status" """), 400, "NOT_JSON"),
        ["two JSON values"] = (Look().WithBody("{}{}"), 400, "NOT_JSON"),
        ["JSON with a comment"] = (Look().WithBody("{} // look"), 400, "NOT_JSON"),
        ["a JSON array"] = (Look().WithBody("[]"), 400, "NOT_JSON"),
        ["a JSON string"] = (Look().WithBody("\"text\""), 400, "NOT_JSON"),
        ["a JSON null"] = (Look().WithBody("null"), 400, "NOT_JSON"),
        ["invalid UTF-8"] = (Look().WithBody(Convert.ToBase64String([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), base64: true), 400, "NOT_JSON"),
        ["UTF-16"] = (Look().WithBody(Convert.ToBase64String(Encoding.Unicode.GetBytes("{}")), base64: true), 400, "NOT_JSON"),
        ["not base64"] = (Look().WithBody("{}", base64: true), 400, "NOT_JSON"),
        ["half a surrogate pair in a value"] = (Look().WithBody("""{"operation":"\ud83d"}"""), 400, "NOT_JSON"),
        ["half a surrogate pair in a name"] = (Look().WithBody("""{"\udc00":1}"""), 400, "NOT_JSON"),
        ["half a surrogate pair deep inside"] = (Look().WithBody("""{"parameters":{"a":[{"b":"x\ud83dy"}]}}"""), 400, "NOT_JSON"),
        ["a member given twice"] = (Look().WithBody("""{"operation":"get_ec2_status","operation":"reboot_ec2"}"""), 400, "NOT_JSON"),
        ["a member given twice in two spellings"] = (Look().WithBody("""{"operation":"a","\u006fperation":"b"}"""), 400, "NOT_JSON"),
        ["a member given twice deep inside"] = (Look().WithBody("""{"parameters":{"a":1,"a":2}}"""), 400, "NOT_JSON"),
        ["too deep"] = (Look().WithBody(Nested(17)), 400, "NOT_JSON"),
        ["no content type"] = (Look().Without("Content-Type"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["another content type"] = (Look().With("Content-Type", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["a content type that begins alike"] = (Look().With("Content-Type", "application/json-patch+json"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["too large"] = (Look().WithBody($$"""{"operation":"{{new string('x', 64 * 1024)}}"}"""), 413, "PAYLOAD_TOO_LARGE"),
        ["far too large"] = (Look().WithBody(new string('[', 200_000)), 413, "PAYLOAD_TOO_LARGE"),
        ["too large in bytes, not in characters"] = (Look().WithBody($$"""{"operation":"{{new string('ß', 33 * 1024)}}"}"""), 413, "PAYLOAD_TOO_LARGE"),

        ["a byte order mark"] = (Look().WithBody("\uFEFF" + LookBody().ToJsonString()), 400, "NOT_JSON"),
        ["a NUL after the body"] = (Look().WithBody(LookBody().ToJsonString() + "\0"), 400, "NOT_JSON"),
        ["an unescaped line break in a text"] = (Look().WithBody("{\"operation\":\"a\nb\"}"), 400, "NOT_JSON"),
        ["another charset"] = (Look().With("Content-Type", "application/json; charset=utf-16"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["two charsets"] = (Look().With("Content-Type", "application/json; charset=utf-8; charset=latin1"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["two content types in one"] = (Look().With("Content-Type", "application/json, application/json"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["a compressed body"] = (Look().With("Content-Encoding", "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ["too many members"] = (Look().WithBody($"{{\"parameters\":{{{Many(501, i => $"\"k{i}\":0")}}}}}"), 200, "VALIDATION_ERROR"),
        ["too many items"] = (Look().WithBody($"{{\"parameters\":{{\"links\":[{Many(501, _ => "1")}]}}}}"), 200, "VALIDATION_ERROR"),
        ["a number without end"] = (Look().WithBody($"{{\"parameters\":{{\"max_results\":{new string('9', 41)}}}}}"), 200, "VALIDATION_ERROR"),

        // The envelope.
        ["an unknown top-level field"] = (Look(b => b["dry_run"] = true), 200, "VALIDATION_ERROR"),
        ["no operation"] = (Look(b => b.Remove("operation")), 200, "VALIDATION_ERROR"),
        ["an operation that is no text"] = (Look(b => b["operation"] = 1), 200, "VALIDATION_ERROR"),
        ["an unknown operation"] = (Look(b => b["operation"] = "get_ec2_statuses"), 200, "UNKNOWN_OPERATION"),
        ["an operation in another case"] = (Look(b => b["operation"] = "GET_EC2_STATUS"), 200, "UNKNOWN_OPERATION"),
        ["a write at the diagnostic route"] = (Look(b => b["operation"] = "reboot_ec2"), 200, "UNKNOWN_OPERATION"),
        ["parameters that are no object"] = (Look(b => b["parameters"] = "i-0a1b2c3d4e5f60001"), 200, "VALIDATION_ERROR"),
        ["parameters that are null"] = (Look(b => b["parameters"] = null), 200, "VALIDATION_ERROR"),
        ["no parameters"] = (Look(b => b.Remove("parameters")), 200, "VALIDATION_ERROR"),
        ["an unknown parameter"] = (Look(b => b["parameters"]!["instanceid"] = "x"), 200, "VALIDATION_ERROR"),
        ["an instance that is not there"] = (Look(b => b["parameters"]!["instance_id"] = "i-0a1b2c3d4e5f69999"), 200, "RESOURCE_NOT_FOUND"),
        ["the wrong operation at propose"] = (Propose(Users.Engineer, b => b["operation"] = "reboot_ec2"), 200, "UNKNOWN_OPERATION"),
        ["the wrong operation at approve"] = (
            Events.Post("/operations/approve", Events.Envelope("deny_action", new JsonObject { ["approval_token"] = SomeToken }, Users.Lead)), 200, "UNKNOWN_OPERATION"),
        ["the wrong operation at deny"] = (
            Events.Post("/operations/deny", Events.Envelope("approve_action", new JsonObject { ["approval_token"] = SomeToken }, Users.Lead)), 200, "UNKNOWN_OPERATION"),
        ["the wrong operation at withdraw"] = (
            Events.Post("/operations/withdraw", Events.Envelope("deny_action", new JsonObject { ["approval_token"] = SomeToken }, Users.Lead)), 200, "UNKNOWN_OPERATION"),
        ["no action"] = (Propose(Users.Engineer, b => b["parameters"]!.AsObject().Remove("action")), 200, "UNKNOWN_OPERATION"),
        ["an action that is no text"] = (Propose(Users.Engineer, b => b["parameters"]!["action"] = new JsonArray("reboot_ec2")), 200, "UNKNOWN_OPERATION"),
        ["a diagnostic as an action"] = (Propose(Users.Engineer, b => b["parameters"]!["action"] = "get_ec2_status"), 200, "UNKNOWN_OPERATION"),
        ["propose with parameters that are no object"] = (Propose(Users.Engineer, b => b["parameters"] = new JsonArray()), 200, "VALIDATION_ERROR"),
        ["propose without a reason"] = (Propose(Users.Engineer, b => b["parameters"]!.AsObject().Remove("reason")), 200, "VALIDATION_ERROR"),
        ["propose with a reason of spaces"] = (Propose(Users.Engineer, b => b["parameters"]!["reason"] = "   too short   "), 200, "VALIDATION_ERROR"),
        ["propose with a control character"] = (Propose(Users.Engineer, b => b["parameters"]!["reason"] = "It hangs\u0007 since 08:50."), 200, "VALIDATION_ERROR"),
        ["propose with a text-direction character"] = (Propose(Users.Engineer, b => b["parameters"]!["reason"] = "It hangs\u202e since 08:50."), 200, "VALIDATION_ERROR"),
        ["propose for an instance that is not there"] = (
            Propose(Users.Engineer, b => b["parameters"]!["instance_id"] = "i-0a1b2c3d4e5f69999"), 200, "RESOURCE_NOT_FOUND"),

        // user_context.
        ["a user_context that is text"] = (Look(b => b["user_context"] = "engineer@example.com"), 200, "VALIDATION_ERROR"),
        ["a user_context that is null"] = (Look(b => b["user_context"] = null), 200, "VALIDATION_ERROR"),
        ["a user_context with an unknown member"] = (Look(b => b["user_context"]!["roles"] = "admin"), 200, "VALIDATION_ERROR"),
        ["a user_context with a number"] = (Look(b => b["user_context"]!["user_id"] = 17), 200, "VALIDATION_ERROR"),
        ["a user_context with an empty user"] = (Look(b => b["user_context"]!["user_id"] = string.Empty), 200, "VALIDATION_ERROR"),
        ["a user_context with a long session"] = (Look(b => b["user_context"]!["session_id"] = new string('s', 257)), 200, "VALIDATION_ERROR"),

        ["a user_context with a hidden character"] = (Look(b => b["user_context"]!["session_id"] = "a\u202eb"), 200, "VALIDATION_ERROR"),
        ["a user_id that is no text"] = (Look(b => b["user_id"] = 17), 200, "VALIDATION_ERROR"),
        ["two users in one body"] = (Look(b => b["user_id"] = "lead@example.com"), 200, "VALIDATION_ERROR"),
        ["one user in the body and another in the header"] = (Look().With("X-OpsAgent-User", "lead@example.com"), 200, "VALIDATION_ERROR"),
        ["one user in the query and another in the header"] = (
            Events.Get("/operations/get_ec2_status", Users.Viewer, ("instance_id", Instances.WebId), ("user_id", "lead@example.com")), 200, "VALIDATION_ERROR"),

        // Headers and query.
        ["two API keys"] = (Look().With("x-api-key", Bench.ApiKey), 401, "AUTHENTICATION_FAILED"),
        ["two API keys in one spelling"] = (SentTwice(Look(), "X-API-Key", Bench.ApiKey), 401, "AUTHENTICATION_FAILED"),
        ["two users in the headers"] = (Look().With("X-OpsAgent-User", "engineer@example.com").With("x-opsagent-user", "engineer@example.com"), 200, "VALIDATION_ERROR"),
        ["two Idempotency-Keys"] = (SentTwice(Propose(Users.Engineer), "Idempotency-Key", "a"), 200, "VALIDATION_ERROR"),
        ["two content types"] = (SentTwice(Look(), "Content-Type", "application/json"), 200, "VALIDATION_ERROR"),
        ["a GET with a body"] = (Events.Get("/operations/get_ec2_status", Users.Viewer, ("instance_id", Instances.WebId)).WithBody("{}"), 200, "VALIDATION_ERROR"),
        ["a POST with a query"] = (WithQuery(Propose(Users.Engineer), "dry_run", "true"), 200, "VALIDATION_ERROR"),
        ["a number that ends in NUL"] = (Events.Get("/operations/search_cloudtrail_events", Users.Viewer, ("max_results", "5\0")), 200, "VALIDATION_ERROR"),
        ["a tag with a hidden character"] = (Events.Get("/operations/get_ec2_status", Users.Viewer, ("tag_key", "Name"), ("tag_value", "web\u200b")), 200, "VALIDATION_ERROR"),
        ["51 query parameters"] = (Events.Get("/operations/get_ec2_status", Users.Viewer, Enumerable.Range(0, 51).Select(i => ($"k{i}", "v"))), 200, "VALIDATION_ERROR"),
        ["an Idempotency-Key with a space"] = (Propose(Users.Engineer).With("Idempotency-Key", "two words"), 200, "VALIDATION_ERROR"),
        ["an Idempotency-Key that is empty"] = (Propose(Users.Engineer).With("Idempotency-Key", "  "), 200, "VALIDATION_ERROR"),
        ["an Idempotency-Key that is too long"] = (Propose(Users.Engineer).With("idempotency-key", new string('k', 129)), 200, "VALIDATION_ERROR"),
        ["an Idempotency-Key that is not ASCII"] = (Propose(Users.Engineer).With("Idempotency-Key", "schlüssel"), 200, "VALIDATION_ERROR"),
        ["a repeated query parameter"] = (Repeated(), 200, "VALIDATION_ERROR"),
        ["an unknown query parameter"] = (Events.Get("/operations/get_ec2_status", Users.Viewer, ("instance", Instances.WebId)), 200, "VALIDATION_ERROR"),
        ["a query without a parameter"] = (Events.Get("/operations/get_ec2_status", Users.Viewer), 200, "VALIDATION_ERROR"),

        // Proposals and decisions.
        ["a malformed proposal id"] = (Events.Get("/operations/proposals/42", Users.Viewer), 200, "VALIDATION_ERROR"),
        ["an unknown proposal"] = (Events.Get($"/operations/proposals/{SomeId}", Users.Viewer), 200, "RESOURCE_NOT_FOUND"),
        ["a malformed approval token"] = (Decide("approve", Users.Lead, new JsonObject { ["approval_token"] = "approve-123" }), 200, "APPROVAL_TOKEN_INVALID"),
        ["a forged approval token"] = (Decide("approve", Users.Lead, new JsonObject { ["approval_token"] = SomeToken }), 200, "APPROVAL_TOKEN_INVALID"),
        ["a decision on nothing"] = (Decide("approve", Users.Lead, []), 200, "VALIDATION_ERROR"),
        ["a decision by token and by id"] = (
            Decide("approve", Users.Lead, new JsonObject { ["approval_token"] = SomeToken, ["proposal_id"] = SomeId, ["plan_hash"] = "0123abcd" }), 200, "VALIDATION_ERROR"),
        ["a decision by id without the hash"] = (Decide("approve", Users.Lead, new JsonObject { ["proposal_id"] = SomeId }), 200, "VALIDATION_ERROR"),
        ["a decision by a malformed id"] = (
            Decide("approve", Users.Lead, new JsonObject { ["proposal_id"] = "42", ["plan_hash"] = "0123abcd" }), 200, "VALIDATION_ERROR"),
        ["a decision on an unknown proposal"] = (
            Decide("approve", Users.Lead, new JsonObject { ["proposal_id"] = SomeId, ["plan_hash"] = "0123abcd" }), 200, "RESOURCE_NOT_FOUND"),
        ["a denial without a reason"] = (Decide("deny", Users.Lead, new JsonObject { ["approval_token"] = SomeToken }), 200, "VALIDATION_ERROR"),

        // Routes.
        ["a route that is none"] = (Events.Get("/operations/proposals/1/2", Users.Viewer), 404, "NOT_FOUND"),
        ["a method that is none"] = (WithMember(Propose(Users.Engineer), "httpMethod", "DELETE"), 404, "NOT_FOUND"),
        ["a typed route that is none"] = (Events.Post("/operations/reboot_everything", new JsonObject { ["user_id"] = "engineer@example.com" }), 200, "UNKNOWN_OPERATION"),
    };

    public static JsonObject Look(Action<JsonObject>? change = null)
    {
        var body = LookBody();
        change?.Invoke(body);
        return Events.Post("/operations/diagnostic", body);
    }

    private static JsonObject LookBody() =>
        Events.Envelope("get_ec2_status", new JsonObject { ["instance_id"] = Instances.WebId }, Users.Engineer);

    private static JsonObject Propose(UserId by, Action<JsonObject>? change = null)
    {
        var body = Events.Envelope(
            "propose_action",
            new JsonObject { ["action"] = "reboot_ec2", ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." },
            by);
        change?.Invoke(body);
        return Events.Post("/operations/propose", body);
    }

    private static JsonObject Decide(string verb, UserId by, JsonObject parameters) =>
        Events.Post($"/operations/{verb}", Events.Envelope($"{verb}_action", parameters, by));

    private static JsonObject WithUser(string name) => Look(b => b["user_context"] = new JsonObject { ["user_id"] = name });

    private static JsonObject WithMember(JsonObject sent, string name, JsonNode? value)
    {
        sent[name] = value;
        return sent;
    }

    private static JsonObject Without(JsonObject body, string member)
    {
        body.Remove(member);
        return body;
    }

    private static string Many(int count, Func<int, string> write) => string.Join(',', Enumerable.Range(0, count).Select(write));

    private static JsonObject SentTwice(JsonObject sent, string header, string value)
    {
        sent.With(header, value)["multiValueHeaders"] = new JsonObject { [header] = new JsonArray(value, value) };
        return sent;
    }

    private static JsonObject WithQuery(JsonObject sent, string name, string value)
    {
        sent["queryStringParameters"] = new JsonObject { [name] = value };
        return sent;
    }

    private static JsonObject Repeated()
    {
        var sent = Events.Get("/operations/get_ec2_status", Users.Viewer, ("time_window", "1h"));
        sent["multiValueQueryStringParameters"]!["time_window"] = new JsonArray([.. TwoKeys.Select(k => (JsonNode)k)]);
        return sent;
    }

    private static string Nested(int levels) =>
        string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
