using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>How AWS fails, for the contracts of what asks it: in the words of a cloud file's faults.</summary>
public static class CloudFailure
{
    public const string Throttled = "throttled";
    public const string AccessDenied = "access_denied";
    public const string Error = "error";

    public static TheoryData<string, ErrorCode> Kinds { get; } = new()
    {
        { Throttled, ErrorCode.AwsThrottled },
        { AccessDenied, ErrorCode.AwsAccessDenied },
        { Error, ErrorCode.AwsServiceError },
    };

    /// <summary>The call throws what names action and resource, in the message too.</summary>
    public static async Task ToldAsync(Func<Task> call, string action, ErrorCode code)
    {
        var e = await Assert.ThrowsAsync<AwsException>(call);
        Assert.Equal((code, action), (e.Code, e.Action));
        Assert.NotEqual(string.Empty, e.Resource);
        Assert.Contains($"{action} on {e.Resource}", e.Message, StringComparison.Ordinal);
    }
}
