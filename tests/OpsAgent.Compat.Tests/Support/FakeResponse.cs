namespace OpsAgent.Compat.Tests.Support;

/// <summary>The response of a fake service. A null status: no response at all.</summary>
internal sealed record FakeResponse(int? Status, string Body, params (string Name, string Value)[] Headers)
{
    public static FakeResponse NoResponse { get; } = new(null, "");

    public static FakeResponse Ok(string body) => new(200, body, ("x-amzn-RequestId", "request-1"));

    /// <summary>A response of the AWS query protocol.</summary>
    public static FakeResponse Xml(string operation, string result) => new(200, $"""
        <{operation}Response xmlns="http://service.amazonaws.com/doc/2010-03-31/">
          <{operation}Result>{result}</{operation}Result>
          <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>
        </{operation}Response>
        """);

    public static FakeResponse XmlError(string code, string message = "refused", int status = 400) => new(status, $"""
        <ErrorResponse xmlns="http://service.amazonaws.com/doc/2010-03-31/">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
          <RequestId>request-1</RequestId>
        </ErrorResponse>
        """);

    public static FakeResponse Error(string code, string message = "refused", int status = 400) =>
        new(status, $$"""{"__type":"{{code}}","message":"{{message}}"}""", ("x-amzn-RequestId", "request-1"));
}
