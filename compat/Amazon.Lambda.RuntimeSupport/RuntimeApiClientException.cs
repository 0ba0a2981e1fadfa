namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Runtime API refused. There is nobody left to tell: the process should end.</summary>
public class RuntimeApiClientException(
    string message, int statusCode, string response, IReadOnlyDictionary<string, IEnumerable<string>> headers, Exception innerException)
    : Exception(message, innerException)
{
    public int StatusCode { get; } = statusCode;

    public string Response { get; } = response;

    public IReadOnlyDictionary<string, IEnumerable<string>> Headers { get; } = headers;
}
