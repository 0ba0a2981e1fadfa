using System.Collections.Specialized;

namespace OpsAgent.Compat.Tests.Support;

internal sealed record Received(string Method, string Path, NameValueCollection Headers, string Body)
{
    public string? this[string header] => Headers[header];
}
