using System.Security.Cryptography;

using OpsAgent.Core.Approvals;

namespace OpsAgent.Core.Primitives;

/// <summary>Where every id and token comes from: a clock and a cryptographic source of randomness.</summary>
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
            // 248 is the largest multiple of 62 in a byte: beyond it the first characters would be likelier.
            if (draw[0] < 248)
            {
                characters[i++] = Base62[draw[0] % 62];
            }
        }

        return ApprovalToken.Mint(characters);
    }

    public string NewUlid()
    {
        Span<byte> bytes = stackalloc byte[10];
        random.GetBytes(bytes);
        return Ulid.Text(time.GetUtcNow().ToUnixTimeMilliseconds(), bytes);
    }
}
