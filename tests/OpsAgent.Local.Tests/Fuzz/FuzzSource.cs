using System.Globalization;
using System.Text;

using OpsAgent.Local.Hosting;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>Makes requests: valid ones, spoilt ones, and what is hardly HTTP. One for each seed and index.</summary>
internal sealed class FuzzSource(FuzzTarget target, int seed)
{
    private const string Line = "\r\n";

    private static readonly string[] Methods = ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "get", "post", "Get", "PROPFIND", "A", "GET\t", "P0ST", new('M', 300)];

    private static readonly string[] Paths =
    [
        "/", "//", "/operations", "/operations/", "/operations//propose", "//operations/propose", "/operations/propose/", "/operations/./propose", "/operations/x/../propose",
        "/operations/%2e%2e/health", "/operations%2Fpropose", "/operations/%70ropose", "/operations/propose%00", "/operations/propose;x=1", "/OPERATIONS/propose", "/operations/proposals/%2F",
        "/operations/proposals/..", "/operations/proposals/%E2%80%AE", "/operations/proposals/%ff%fe", "/operations/proposals/%", "/operations/proposals/%zz", "/../../etc/passwd", "/health/../operations/proposals",
        "\\operations\\propose", "http://127.0.0.1/health", "http://evil.example/operations/proposals", "*", "evil.example:443", "/operations/get_ec2_status?", "/health?%00=%00", "/health#x", "/operations/proposals/{proposal_id}",
        "/2015-03-31/functions/ExecuteAction/invocations", "/.well-known/x", "/operations/approve-0123456789ABCDEFGHIJKLMNOPQRSTUV", "/operations/get_ec2_status/x", "/operations/\u00e9", "",
    ];

    private static readonly string[] ContentTypes =
    [
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/json;charset=latin1",
        "application/json, application/json", "application/JSON ; charset=UTF-8", "application/json; charset=utf-8; charset=utf-16", "application/xml", "*/*", "application/json;;;", ";", "application/json\u0000",
    ];

    public FuzzCase Of(int index)
    {
        // Each index has its own sequence, so that one can be made again alone.
        var random = new Dice(seed, index);
        return random.Next(100) switch
        {
            < 42 => Spoilt(random, index),
            < 57 => Queried(random, index),
            < 65 => Simple(index, "path", $"{Hostile.Pick(random, ["GET", "POST"])} {PathOf(random)} HTTP/1.1{Line}{Head(LocalUsers.Viewer)}Content-Length: 0{Line}{Line}"),
            < 70 => Simple(index, "method", $"{Hostile.Pick(random, Methods)} {Template.Of(random, target).Path} HTTP/1.1{Line}{Head(LocalUsers.Viewer)}X-HTTP-Method-Override: POST{Line}Content-Length: 0{Line}{Line}"),
            < 80 => WithHeaders(random, index),
            < 88 => WithBody(random, index),
            < 94 => Framed(random, index),
            _ => Valid(random, index),
        };
    }

    private FuzzCase Spoilt(Dice random, int index)
    {
        var template = Template.Of(random, target);
        return template.Body is null
            ? Queried(random, index)
            : Post(index, "spoilt", template.Path, Mutation.Of(random, template.Body), Key(random));
    }

    private FuzzCase Valid(Dice random, int index)
    {
        var template = Template.Of(random, target);
        return template.Body is { } body
            ? Post(index, "valid", template.Path, Encoding.UTF8.GetBytes(body.ToJsonString()), KeyLine)
            : Simple(index, "valid", $"GET {template.Path}?{template.Query} HTTP/1.1{Line}{Head(template.User)}{Line}");
    }

    private FuzzCase Queried(Dice random, int index)
    {
        var path = Hostile.Pick(random, [.. target.Routes.Where(r => r.Method == "GET")]).Path.Replace("{proposal_id}", Escaped(random), StringComparison.Ordinal);
        var names = (string[])["instance_id", "tag_key", "tag_value", "time_window", "start_time", "end_time", "alarm_name", "cluster", "service", "resource", "metric", "namespace", "statistic", "event_name", "max_results", "user_id", "alb_name", "target_group_arn", "x"];
        var valid = random.Next(2) == 0 ? "tag_key=Role&tag_value=" + Escaped(random) : Template.Of(random, target).Query;
        var odd = string.Join('&', Enumerable.Range(0, random.Next(0, random.Next(40) == 0 ? 300 : 4)).Select(_ => $"{Hostile.Pick(random, names)}={Escaped(random)}"));
        return Simple(index, "query", $"GET {path}?{valid}&{odd} HTTP/1.1{Line}{Head(LocalUsers.Engineer)}{Line}");
    }

    private FuzzCase WithHeaders(Dice random, int index)
    {
        var template = Template.Of(random, target);
        var head = random.Next(12) switch
        {
            0 => $"X-OpsAgent-User: {Hostile.Text(random)}{Line}",
            1 => $"X-API-Key: {target.ApiKey}{Line}x-api-key: {target.ApiKey}{Line}",
            2 => $"X-OpsAgent-User: {LocalUsers.Viewer}{Line}X-OpsAgent-User: {LocalUsers.Lead}{Line}",
            3 => string.Concat(Enumerable.Range(0, random.Next(50, 200)).Select(i => $"X-H{i}: {i}{Line}")),
            4 => $"X-Long: {new string('x', random.Next(1, 40_000))}{Line}",
            5 => $"Idempotency-Key: {Hostile.Text(random)}{Line}",
            6 => $"Host: evil.example{Line}",
            7 => $"Bad Header: x{Line}",
            8 => $"X-Folded: a{Line} b{Line}",
            9 => $"Content-Type: {Hostile.Pick(random, ContentTypes)}{Line}",
            10 => $"Authorization: {Hostile.Text(random)}{Line}X-Correlation-Id: {Hostile.Text(random)}{Line}",
            _ => $"Content-Encoding: gzip{Line}Expect: 100-continue{Line}X-Forwarded-For: 1.2.3.4{Line}X-HTTP-Method: DELETE{Line}",
        };
        var body = Encoding.UTF8.GetBytes(template.Body?.ToJsonString() ?? string.Empty);
        var content = head.Contains("Content-Type", StringComparison.Ordinal) ? string.Empty : $"Content-Type: application/json{Line}";
        return Bytes(index, "headers", $"{template.Method} {template.Path}?{template.Query} HTTP/1.1{Line}Host: {target.Url.Authority}{Line}{KeyLine}{head}{content}Content-Length: {body.Length}{Line}{Line}", body, ends: true);
    }

    private FuzzCase WithBody(Dice random, int index)
    {
        var path = Hostile.Pick(random, [.. target.Routes.Where(r => r.Method == "POST").Select(r => r.Path).DefaultIfEmpty("/operations/propose")]);
        var body = random.Next(60) switch
        {
            0 => Encoding.UTF8.GetBytes($"{{\"operation\":\"{new string('A', 1024 * 1024)}\"}}"),
            < 10 => Noise(random, random.Next(0, 3000)),
            < 20 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Hostile.Pick(random, ["[", "{\"a\":", "\"", "{", "[[", "1", "\\"]), random.Next(1, 30_000)))),
            < 25 => [0xEF, 0xBB, 0xBF, .. "{}"u8],
            < 30 => Encoding.Unicode.GetBytes("""{"operation":"get_ec2_status"}"""),
            < 35 => Encoding.UTF8.GetBytes($"{{\"operation\":\"{new string('A', random.Next(60, 70) * 1024)}\"}}"),
            _ => Encoding.UTF8.GetBytes(Hostile.Json(random)),
        };
        return Post(index, "body", path, body, Key(random));
    }

    private FuzzCase Framed(Dice random, int index)
    {
        const string Body = """{"operation":"get_ec2_status","parameters":{},"user_context":{"user_id":"viewer@example.com"}}""";
        var chunked = $"{Body.Length:x}{Line}{Body}{Line}";
        var framed = random.Next(14) switch
        {
            0 => $"Content-Length: {Body.Length + random.Next(1, 500)}{Line}{Line}{Body}",
            1 => $"Content-Length: {random.Next(0, Body.Length)}{Line}{Line}{Body}",
            2 => $"Content-Length: -1{Line}{Line}{Body}",
            3 => $"Content-Length: {Body.Length}{Line}Content-Length: 3{Line}{Line}{Body}",
            4 => $"Content-Length: 99999999999999999999{Line}{Line}{Body}",
            5 => $"Content-Length: 2000000{Line}{Line}{Body}",
            6 => $"Transfer-Encoding: chunked{Line}{Line}{chunked}0{Line}{Line}",
            7 => $"Transfer-Encoding: chunked{Line}{Line}{Body.Length:x};ext=1{Line}{Body}{Line}0{Line}X-Trailer: y{Line}{Line}",
            8 => $"Transfer-Encoding: chunked{Line}{Line}{chunked}",
            9 => $"Transfer-Encoding: chunked{Line}{Line}zz{Line}{Body}{Line}0{Line}{Line}",
            10 => $"Transfer-Encoding: chunked{Line}{Line}{new string('f', random.Next(15, 20))}{Line}{Body}",
            11 => $"Transfer-Encoding: chunked{Line}Content-Length: {Body.Length}{Line}{Line}{chunked}0{Line}{Line}",
            12 => $"Transfer-Encoding: gzip{Line}{Line}{Body}",
            _ => $"Transfer-Encoding: chunked{Line}{Line}{string.Concat(Body.Select(c => $"1{Line}{c}{Line}"))}0{Line}{Line}",
        };
        var start = random.Next(10) switch
        {
            0 => "POST /operations/diagnostic HTTP/9.9",
            1 => "POST /operations/diagnostic",
            2 => Encoding.Latin1.GetString(Noise(random, random.Next(1, 200))),
            _ => "POST /operations/diagnostic HTTP/1.1",
        };
        return Bytes(index, "framing", $"{start}{Line}Host: {target.Url.Authority}{Line}{KeyLine}Content-Type: application/json{Line}{framed}", [], ends: true);
    }

    private string KeyLine => $"X-API-Key: {target.ApiKey}{Line}";

    private string Key(Dice random) => random.Next(12) switch
    {
        0 => string.Empty,
        1 => $"X-API-Key: {Hostile.Text(random)}{Line}",
        _ => KeyLine,
    };

    private string Head(string? user) => $"Host: {target.Url.Authority}{Line}{KeyLine}{(user is null ? string.Empty : $"X-OpsAgent-User: {user}{Line}")}";

    private FuzzCase Post(int index, string kind, string path, byte[] body, string key) => Bytes(
        index,
        kind,
        string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1{Line}Host: {target.Url.Authority}{Line}{key}Content-Type: application/json{Line}Content-Length: {body.Length}{Line}{Line}"),
        body,
        // A line break in a header makes another header of the rest, and may make another request.
        ends: body.Length > 1024 * 1024 || key.Count(c => c is '\r' or '\n') > 2);

    private FuzzCase Simple(int index, string kind, string text) => Bytes(index, kind, text, [], ends: kind is "path" or "method" || text.Length > 4000);

    private FuzzCase Bytes(int index, string kind, string head, byte[] body, bool ends) => new(seed, index, kind, [.. Encoding.UTF8.GetBytes(head), .. body], ends);

    private static string PathOf(Dice random) => random.Next(8) == 0
        ? "/" + new string('a', random.Next(1, 12_000))
        : Hostile.Pick(random, Paths) + (random.Next(4) == 0 ? "/" + Escaped(random) : string.Empty);

    private static string Escaped(Dice random) => Uri.EscapeDataString(Hostile.Text(random).Replace('\ud83d', 'x').Replace('\ude00', 'y'));

    private static byte[] Noise(Dice random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
