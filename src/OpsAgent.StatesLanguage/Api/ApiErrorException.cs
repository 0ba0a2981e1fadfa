namespace OpsAgent.StatesLanguage;

/// <summary>An error of the Step Functions API, answered with HTTP 400, <see cref="Code"/> as <c>__type</c> and the message.</summary>
#pragma warning disable CA1032, CA1064 // made by ApiErrors only, caught by the wire protocol only
internal sealed class ApiErrorException(string code, string message) : InvalidOperationException(message)
#pragma warning restore CA1032, CA1064
{
    public string Code { get; } = code;
}
