namespace OpsAgent.StatesLanguage;

/// <summary>A request that is answered with one of the service's errors: HTTP 400, its code and its message.</summary>
#pragma warning disable CA1032, CA1064 // made by Refusals only, caught by the wire protocol only
internal sealed class RefusalException(string code, string message) : InvalidOperationException(message)
#pragma warning restore CA1032, CA1064
{
    public string Code { get; } = code;
}
