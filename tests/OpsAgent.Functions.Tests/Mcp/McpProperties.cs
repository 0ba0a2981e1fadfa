using System.Text.Json.Nodes;

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Tests.Api;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Mcp;

public sealed class McpProperties
{
    private static readonly string[] Methods =
    [
        "initialize", "ping", "server/discover", "tools/list", "tools/call", "resources/list", "resources/templates/list", "resources/read", "prompts/list", "prompts/get",
        "tasks/get", "tasks/update", "tasks/cancel", "notifications/initialized", "subscriptions/listen", "", "__proto__",
    ];

    private static readonly string[] Fragments =
    [
        "null", "true", "0", "-1", "1e999", "18446744073709551616", "\"\"", "\"get_overview\"", "\"draft\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[[]]", "{}", "{\"name\":\"draft\"}", "{\"name\":7,\"arguments\":[]}",
        "{\"name\":\"propose\",\"arguments\":{\"operation\":{},\"parameters\":{},\"plan_hash\":[]}}", "{\"name\":\"wait_for_proposal\",\"arguments\":{\"proposal_id\":null}}", "{\"uri\":{}}", "{\"uri\":\"opsagent://proposals/\"}",
        "{\"_meta\":null}", "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":[]}}", "{\"taskId\":[\"x\"]}", "{\"cursor\":7}", "{\"protocolVersion\":{}}",
    ];

    /// <summary>Any event that API Gateway may be made to send.</summary>
    [Property(MaxTest = 200)]
    public Property Answer_AnyRequest_IsNeverAFault() => Prop.ForAll(AnyRequest.Events(), sent => IsAnsweredWellAsync(new Bench(), sent));

    /// <summary>Messages that are nearly right.</summary>
    [Property(MaxTest = 500)]
    public Property Answer_AnyMessage_IsNeverAFault() => Prop.ForAll(
        (from method in Gen.Elements(Methods)
         from revision in Gen.Elements([.. McpRevision.All, "1"])
         from id in Gen.Elements(Fragments)
         from given in Gen.Elements(Fragments)
         from cut in Gen.Choose(0, 400)
         select (method, revision, id, given, cut)).ToArbitrary(),
        async m =>
        {
            var bench = new Bench();
            var sent = new RawClient(bench, m.revision).Event(m.method, m.given[0] == '{' ? Parsed(m.given) : null);
            var body = m.given[0] == '{' ? (string)sent["body"]! : $$"""{"jsonrpc":"2.0","id":{{m.id}},"method":"{{m.method}}","params":{{m.given}}}""";
            await IsAnsweredWellAsync(bench, sent.WithBody(body[..Math.Max(1, body.Length - Math.Max(0, m.cut - 300))]));
        });

    private static JsonObject? Parsed(string text) => JsonNode.Parse(text)!.AsObject();

    private static async Task IsAnsweredWellAsync(Bench bench, JsonObject sent)
    {
        var reply = new RawClient.Reply(await bench.PassTimeAsync(bench.InvokeAsync("Mcp", sent)));

        Assert.InRange(reply.Status, 200, 499);
        Assert.DoesNotContain(Bench.ApiKey, reply.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", reply.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain(" at OpsAgent.", reply.Raw, StringComparison.Ordinal);
        Assert.Empty(bench.Logger.Buffer.ToString());
        if (reply.Status != 202 && reply.Message.ContainsKey("jsonrpc"))
        {
            Assert.NotEqual(reply.Message.ContainsKey("result"), reply.Message.ContainsKey("error"));
            Assert.NotEqual(McpError.InternalError, (int?)reply.Message["error"]?["code"]);
        }
    }
}
