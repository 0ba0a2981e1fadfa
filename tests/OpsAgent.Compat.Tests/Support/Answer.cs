namespace OpsAgent.Compat.Tests.Support;

/// <summary>What a fake service says to one request. A null status: it never answers.</summary>
internal sealed record Answer(int? Status, string Body, params (string Name, string Value)[] Headers)
{
    public static Answer Silence { get; } = new(null, "");

    public static Answer Ok(string body) => new(200, body, ("x-amzn-RequestId", "request-1"));

    public static Answer Error(string code, string message = "refused", int status = 400) =>
        new(status, $$"""{"__type":"{{code}}","message":"{{message}}"}""", ("x-amzn-RequestId", "request-1"));
}
