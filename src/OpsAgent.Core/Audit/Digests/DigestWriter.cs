using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;

using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>What a writer of digests works on.</summary>
/// <param name="Archive">Null where the deployment has none.</param>
/// <param name="Key">Signs digests and nothing else.</param>
/// <param name="PublicKey">Its public half.</param>
public sealed record DigestPorts(IAuditEvents Events, IDigestStore Store, IDigestArchive? Archive, ISigningKey Key, IVerificationKey PublicKey);

/// <summary>
/// One run of AuditDigest: looks at the digests of the last day, and makes those of all hours that lack one and ended ten minutes
/// ago. What does not hold in what it reads is a finding, and signed as it is: a digest says what was there, so that the next change
/// shows. Not thread-safe.
/// </summary>
public sealed class DigestWriter(DigestPorts ports, string environment, TimeProvider time)
{
    /// <summary>Of one run: what is made, and what is looked at again.</summary>
    public const int MaxDigests = 24;

    // Before those, that are passed over until one holds, by which the next hour is known.
    private const int MaxBroken = 1_000;

    private readonly List<AuditDigest> _made = [];
    private readonly List<AuditFinding> _findings = [];
    private ExceptionDispatchInfo? _archiveFailure;

    /// <summary>Oldest first; fewer than are due when the time was over, or another run made them. Stored, whatever the run came to.</summary>
    public IReadOnlyList<AuditDigest> Made => _made;

    /// <summary>Each once, as far as the run came.</summary>
    public IEnumerable<AuditFinding> Findings => _findings.Distinct();

    /// <exception cref="AwsException">The next run goes on; where only the archive failed, this one made what was due.</exception>
    /// <exception cref="InvalidDataException">None of the newest thousand digests holds, so it is not known where to go on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await MakeAllAsync(cancellationToken);
        _archiveFailure?.Throw();
    }

    private async Task MakeAllAsync(CancellationToken cancellationToken)
    {
        using var seal = new DigestSeal(await ports.PublicKey.ReadPublicKeyAsync(cancellationToken));
        var (number, previous, hour) = await ReviewAsync(seal, cancellationToken);
        while (_made.Count < MaxDigests && time.GetUtcNow() >= hour.AddHours(1) + AuditVerification.Delay && !cancellationToken.IsCancellationRequested)
        {
            var (digest, kept) = await MakeAsync(seal, number + 1, previous, hour, cancellationToken);
            if (!await ports.Store.PutAsync(kept, cancellationToken))
            {
                // Another run makes them.
                return;
            }

            _made.Add(digest);
            await ArchiveAsync(digest, kept, cancellationToken);
            (number, previous, hour) = (digest.Number, DigestPart.HashOf(kept.Body), digest.To);
        }
    }

    /// <returns>Number and hash of the newest digest, whether it holds or not, and the hour after the newest that does.</returns>
    private async Task<(long Number, string Hash, DateTimeOffset Hour)> ReviewAsync(DigestSeal seal, CancellationToken cancellationToken)
    {
        if (await ports.Store.ReadLastAsync(cancellationToken) is not { } last)
        {
            return (0, AuditDigest.NoPrevious, await FirstHourAsync(cancellationToken));
        }

        var first = Math.Max(1, last.Number - MaxDigests + 1);
        var index = new DigestIndex(seal, first, _findings);
        for (var next = first; await ports.Store.ReadAsync(next, 1, cancellationToken) is [var kept]; next = kept.Number + 1)
        {
            last = kept;
            index.Add(kept);
            if (seal.Open(kept).Digest is { } digest)
            {
                await ArchiveAsync(digest, kept, cancellationToken);
            }
        }

        return (last.Number, DigestPart.HashOf(last.Body), index.End ?? await EndBeforeAsync(seal, first, cancellationToken));
    }

    private async Task<DateTimeOffset> EndBeforeAsync(DigestSeal seal, long number, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxBroken; i++)
        {
            if (await ports.Store.ReadBeforeAsync(number, cancellationToken) is not { } kept)
            {
                return await FirstHourAsync(cancellationToken);
            }

            if (seal.Open(kept).Digest is { } digest)
            {
                return digest.To;
            }

            number = kept.Number;
        }

        throw new InvalidDataException($"None of the newest {MaxBroken} digests of the audit holds, so it is not known which hour is next.");
    }

    private async Task<DateTimeOffset> FirstHourAsync(CancellationToken cancellationToken) =>
        DigestHour.Of(await ports.Events.FindOldestAsync(cancellationToken) ?? time.GetUtcNow());

    private async Task<(AuditDigest Digest, SignedDigest Kept)> MakeAsync(DigestSeal seal, long number, string previous, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var (events, unsigned) = (new List<AuditEvent>(), new DigestIndex(seal, 1, _findings));
        foreach (var places in (await ports.Events.ListHourAsync(hour, cancellationToken)).GroupBy(p => p.Chain).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            var links = await ports.Events.ReadAsync(places.Key, cancellationToken);
            new ChainCheck(places.Key, head: null, unsigned, time.GetUtcNow(), _findings).Run(links);
            events.AddRange(Choose(links, hour, [.. places]));
        }

        var parts = DigestPart.Of(events);
        var digest = new AuditDigest(AuditDigest.Format, number, hour, hour.AddHours(1), previous, events.Count, DigestPart.HashOf(parts), environment);
        var signature = await ports.Key.SignAsync(Encoding.UTF8.GetBytes(digest.Text()), cancellationToken);
        return (digest, new SignedDigest(number, digest.Text(), Convert.ToBase64String(signature), parts));
    }

    /// <returns>The chain's events of the hour, by their own time; by the index where they have none. Without their texts.</returns>
    private List<AuditEvent> Choose(IReadOnlyList<AuditEvent> links, DateTimeOffset hour, HashSet<AuditPlace> places)
    {
        List<AuditEvent> chosen = [.. links.Where(e => ChainCheck.TimeOf(e) is { } at ? DigestHour.Of(at) == hour : places.Contains(PlaceOf(e)))];
        foreach (var (chain, sequence) in places.Except(chosen.Select(PlaceOf)))
        {
            var (kind, text) = links.Any(e => e.Sequence == sequence)
                ? (AuditFindingKind.EventChanged, "is found under another time than it says")
                : (AuditFindingKind.EventMissing, "was listed and is not there");
            _findings.Add(new AuditFinding(kind, chain, sequence, null, $"Event {sequence} of {chain} {text}."));
        }

        return [.. chosen.Select(e => e with { Body = string.Empty })];
    }

    private static AuditPlace PlaceOf(AuditEvent link) => new(link.Chain, link.Sequence);

    // Each run offers the last day's again: what an earlier one could not put is put, and what lies in the table is held against what
    // nobody can change.
    private async Task ArchiveAsync(AuditDigest digest, SignedDigest kept, CancellationToken cancellationToken)
    {
        if (ports.Archive is not { } archive || _archiveFailure is not null)
        {
            return;
        }

        var text = JsonSerializer.Serialize(kept, CoreJson.Default.SignedDigest);
        try
        {
            if (await archive.KeepAsync(KeyOf(digest), text, cancellationToken) == text)
            {
                return;
            }

            _findings.Add(new AuditFinding(
                AuditFindingKind.DigestInvalid, null, null, digest.Number, $"Digest {digest.Number} is another than the archive has: it was removed from the table, and made anew of what was there then."));
        }
        catch (AwsException e)
        {
            // Digests are made without it; the run fails at its end.
            _archiveFailure = ExceptionDispatchInfo.Capture(e);
        }
    }

    private string KeyOf(AuditDigest digest) =>
        string.Create(CultureInfo.InvariantCulture, $"{environment}/{digest.From.UtcDateTime:yyyy'/'MM'/'dd'/'HH}-{digest.Number}.json");
}
