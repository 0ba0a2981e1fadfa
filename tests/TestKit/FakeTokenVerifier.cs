using OpsAgent.Core.Identity;

namespace OpsAgent.TestKit;

/// <summary>Knows the tokens it is told, and no others.</summary>
public sealed class FakeTokenVerifier(params IEnumerable<(string Token, TokenVerification Verdict)> tokens) : ITokenVerifier
{
    private readonly Dictionary<string, TokenVerification> _tokens = tokens.ToDictionary(t => t.Token, t => t.Verdict);

    /// <summary>What <see cref="CheckAsync"/> throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken) =>
        Task.FromResult(_tokens.GetValueOrDefault(token) ?? new TokenVerification.Refused(TokenProblem.Malformed));

    public Task CheckAsync(CancellationToken cancellationToken) => Failure is null ? Task.CompletedTask : Task.FromException(Failure);
}
