using System.Security.Cryptography;

using OpsAgent.Core.Approvals;

namespace OpsAgent.Core.Primitives;

/// <summary>Creates ids and tokens from the clock and a cryptographic random source.</summary>
public sealed class IdSource(TimeProvider time, RandomNumberGenerator random)
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public ProposalId NewProposalId() => new(NewUlid());

    public string NewCorrelationId() => NewUlid();

    public string NewEventId() => NewUlid();

    public ApprovalToken NewApprovalToken()
    {
        Span<char> characters = stackalloc char[ApprovalToken.RandomLength];
        Span<byte> draw = stackalloc byte[1];
        for (var i = 0; i < characters.Length;)
        {
            random.GetBytes(draw);
            // 248 is the largest multiple of 62 in a byte: larger values would make the first characters more likely.
            if (draw[0] < 248)
            {
                characters[i++] = Base62[draw[0] % 62];
            }
        }

        return ApprovalToken.Create(characters);
    }

    public string NewUlid()
    {
        Span<byte> bytes = stackalloc byte[10];
        random.GetBytes(bytes);
        return Ulid.Format(time.GetUtcNow().ToUnixTimeMilliseconds(), bytes);
    }
}
