using System.Text.Json.Nodes;

using FsCheck;
using FsCheck.Fluent;

using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Api;

/// <summary>Requests of any kind: half of them nearly right, for those get furthest.</summary>
internal static class AnyRequest
{
    private static readonly string[] Methods = ["GET", "POST", "POST", "POST", "PUT", "DELETE", "", "get"];

    private static readonly string[] Paths =
    [
        "/operations/diagnostic", "/operations/propose", "/operations/approve", "/operations/deny", "/operations/withdraw",
        "/operations/proposals", "/operations/proposals/01kkng00000000000000000001", "/operations/get_ec2_status", "/operations/reboot_ec2",
        "/", "", "//", "/operations", "/operations/", "/health",
    ];

    private static readonly string[] Names =
    [
        "operation", "parameters", "user_context", "user_id", "action", "instance_id", "reason", "tag_key", "tag_value", "time_window",
        "approval_token", "proposal_id", "plan_hash", "session_id", "", "\u0000", "a.b", "$", "__proto__",
    ];

    private static readonly string[] Words =
    [
        "get_ec2_status", "propose_action", "approve_action", "deny_action", "withdraw_action", "reboot_ec2", Instances.WebId, "15m", "1h",
        "engineer@example.com", "lead@example.com", "It hangs since 08:50.", "approve-0123456789ABCDEFGHIJKLMNOPQRSTUV",
        "01kkng00000000000000000001", "0123abcd", "", " ", "\ud83d\ude00", "\u202e", "\u0000", "Name", "web",
    ];

    public static Arbitrary<JsonObject> Events() => Event.ToArbitrary();

    private static Gen<string> AnyText => Gen.OneOf(Gen.Elements(Words), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty));

    private static Gen<JsonObject> Event =>
        from method in Gen.Elements(Methods)
        from path in Gen.Frequency((4, Gen.Elements(Paths)), (1, AnyText.Select(text => $"/operations/{text}")))
        from body in Gen.Frequency((3, Envelope), (3, Json(4).Select(node => node?.ToJsonString() ?? "null")), (1, AnyText), (1, Bytes))
        from base64 in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        from headers in Some(Gen.Elements("Idempotency-Key", "X-OpsAgent-User", "Content-Type", "X-Correlation-Id", "x-api-key"), AnyText)
        from query in Some(Gen.Elements(Names), AnyText)
        select Build(method, path, body, base64, headers, query);

    private static Gen<string> Envelope =>
        from operation in Gen.Elements(Words)
        from parameters in Members(3)
        from user in Gen.Elements("engineer@example.com", "lead@example.com", "viewer@example.com", "stranger@example.com")
        select Filled(operation, parameters, user).ToJsonString();

    private static Gen<string> Bytes => ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => Convert.ToBase64String(bytes ?? []));

    private static Gen<JsonNode?> Json(int depth) => depth == 0
        ? Leaf
        : Gen.Frequency(
            (2, Leaf),
            (3, Members(depth - 1).Select(members => (JsonNode?)members)),
            (1, Json(depth - 1).ListOf(3).Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]))));

    private static Gen<JsonNode?> Leaf => Gen.OneOf(
        AnyText.Select(text => (JsonNode?)text),
        ArbMap.Default.GeneratorFor<int>().Select(number => (JsonNode?)number),
        Gen.Elements<JsonNode?>(null, true, 1e300, "1e999999"));

    private static Gen<JsonObject> Members(int depth) =>
        Some(Gen.Elements(Names), Json(depth)).Select(members =>
            new JsonObject(members.DistinctBy(m => m.Key).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))));

    private static Gen<List<KeyValuePair<string, T>>> Some<T>(Gen<string> names, Gen<T> values) =>
        from size in Gen.Choose(0, 4)
        from chosen in (from name in names from value in values select KeyValuePair.Create(name, value)).ListOf(size)
        select chosen.ToList();

    private static JsonObject Filled(string operation, JsonObject parameters, string user) => new()
    {
        ["operation"] = operation,
        ["parameters"] = parameters.DeepClone(),
        ["user_context"] = new JsonObject { ["user_id"] = user },
    };

    private static JsonObject Build(
        string method, string path, string body, bool base64, List<KeyValuePair<string, string>> headers, List<KeyValuePair<string, string>> query)
    {
        var sent = Kit.Events.Event(method, path, body).With("X-OpsAgent-User", "engineer@example.com").WithBody(body, base64);
        foreach (var (name, value) in headers)
        {
            sent.With(name, value);
        }

        sent["queryStringParameters"] = new JsonObject(query.DistinctBy(q => q.Key).Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value)));
        sent["multiValueQueryStringParameters"] = new JsonObject(query
            .GroupBy(q => q.Key)
            .Select(q => KeyValuePair.Create(q.Key, (JsonNode?)new JsonArray([.. q.Select(v => (JsonNode)v.Value)]))));
        return sent;
    }
}
