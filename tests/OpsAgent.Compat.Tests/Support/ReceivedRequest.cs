using System.Collections.Specialized;

namespace OpsAgent.Compat.Tests.Support;

internal sealed record ReceivedRequest(string Method, string Path, NameValueCollection Headers, string Body)
{
    public string? this[string header] => Headers[header];
}
