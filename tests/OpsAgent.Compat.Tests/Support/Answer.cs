namespace OpsAgent.Compat.Tests.Support;

/// <summary>What a fake service says to one request. A null status: it never answers.</summary>
internal sealed record Answer(int? Status, string Body, params (string Name, string Value)[] Headers)
{
    public static Answer Silence { get; } = new(null, "");

    public static Answer Ok(string body) => new(200, body, ("x-amzn-RequestId", "request-1"));

    /// <summary>An answer of the query protocol.</summary>
    public static Answer Xml(string operation, string result) => new(200, $"""
        <{operation}Response xmlns="http://service.amazonaws.com/doc/2010-03-31/">
          <{operation}Result>{result}</{operation}Result>
          <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>
        </{operation}Response>
        """);

    public static Answer XmlError(string code, string message = "refused", int status = 400) => new(status, $"""
        <ErrorResponse xmlns="http://service.amazonaws.com/doc/2010-03-31/">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
          <RequestId>request-1</RequestId>
        </ErrorResponse>
        """);

    public static Answer Error(string code, string message = "refused", int status = 400) =>
        new(status, $$"""{"__type":"{{code}}","message":"{{message}}"}""", ("x-amzn-RequestId", "request-1"));
}
