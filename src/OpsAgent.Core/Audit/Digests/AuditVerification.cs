namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// Whether an audit is what AuditDigest signed: give it all digests by number, then each chain once with its head, then ask for the
/// result. Pure over what it is given. It keeps what digests name and the findings, and of the events none: about 48 bytes an event
/// and 200 a chain, 75 MB for a million events; one chain and one digest must fit beside them.
/// </summary>
public sealed class AuditVerification : IDisposable
{
    /// <summary>How long after its hour a digest is made.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    /// <summary>How much later it is missed: one run may fail.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly List<AuditFinding> _findings = [];
    private readonly DigestSeal _seal;
    private readonly DigestIndex _digests;
    private readonly DateTimeOffset _now;
    private DateTimeOffset? _oldest;
    private AuditVerificationResult _result = new([], 0, 0, 0, 0, 0, 0, null);

    /// <param name="publicKey">Of AuditDigest's key: SubjectPublicKeyInfo in DER.</param>
    /// <param name="now">When the reading began: of digests, then of heads, then of events, so that what is written meanwhile is no finding.</param>
    /// <param name="first">The number of the first digest that is given; from 1, everything is looked at.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key cannot be read.</exception>
    public AuditVerification(ReadOnlySpan<byte> publicKey, DateTimeOffset now, long first = 1)
    {
        _now = now;
        _seal = new DigestSeal(publicKey);
        _digests = new DigestIndex(_seal, first, _findings);
    }

    /// <summary>The end of the hours of which digests are given: the clock asks for none after it. Null where they are given to the newest.</summary>
    public DateTimeOffset? Until { get; init; }

    public void AddDigest(SignedDigest digest) => _digests.Add(digest);

    /// <param name="events">As they are stored; none where only the head is there.</param>
    /// <param name="head">The proposal's, read no later than the events; null where the chain is of no proposal.</param>
    public void AddChain(string chain, IReadOnlyList<AuditEvent> events, AuditHead? head)
    {
        if (_digests.Count == 0 && events.Min(ChainCheck.TimeOf) is { } oldest && !(_oldest <= oldest))
        {
            _oldest = oldest;
        }

        var check = new ChainCheck(chain, head, _digests, _now, _findings);
        check.Run(events);
        _result = _result with
        {
            Events = _result.Events + events.Count,
            Proved = _result.Proved + check.Proved,
            Aged = _result.Aged + check.Aged,
            Fresh = _result.Fresh + check.Fresh,
            Undigested = _result.Undigested + check.Undigested,
        };
    }

    /// <summary>Once everything was given: looks also for what was not.</summary>
    public AuditVerificationResult Complete()
    {
        foreach (var chain in _digests.Chains.Order(StringComparer.Ordinal).ToList())
        {
            AddChain(chain, [], head: null);
        }

        if (NextHourEnd() is { } due && due + Delay + Patience <= _now && !(due > Until))
        {
            var since = _digests.ExpectedEnd is { } end ? $" since the hour that ended at {Primitives.Timestamps.Text(end)}" : string.Empty;
            _findings.Add(new AuditFinding(AuditFindingKind.DigestMissing, null, null, _digests.NextNumber, $"Digest {_digests.NextNumber} is not there, and none{since}."));
        }

        return _result with { Findings = _findings, Digests = _digests.Count, DigestedUntil = _digests.End };
    }

    public void Dispose() => _seal.Dispose();

    private DateTimeOffset? NextHourEnd() => _digests.Count > 0 ? _digests.ExpectedEnd + TimeSpan.FromHours(1)
        : _oldest is { } oldest ? DigestHour.Of(oldest).AddHours(1)
        : null;
}
