using Microsoft.AspNetCore.Http;

namespace OpsAgent.StatesLanguage;

/// <summary>What a <see cref="LoopbackServer"/> takes.</summary>
public sealed record LoopbackOptions
{
    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>A larger request body is answered with 413.</summary>
    public required long MaxBodyBytes { get; init; }

    /// <summary>Origins whose pages may call, beside the server's own.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>What requests of an AWS protocol must have; null for another server, whose handler reads the body itself.</summary>
    public AwsRequestGuard? Aws { get; init; }

    /// <summary>Answers a rejected request in the server's protocol.</summary>
    public required Func<HttpContext, Rejection, Task> RejectAsync { get; init; }
}
