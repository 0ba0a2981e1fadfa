using System.Security.Cryptography;
using System.Text;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Audit;

/// <summary>
/// All that is kept of some days: proposals' chains with their heads, chains of requests that have none, the signed digests of all
/// hours but the last one, an hour among them in which nothing happened. The same for the same seed, but for the signatures.
/// </summary>
/// <param name="Events">Chain by chain, each oldest first.</param>
/// <param name="Heads">Those that proposals hold, by chain.</param>
/// <param name="Digests">In order, from number 1.</param>
/// <param name="PublicKey">As SubjectPublicKeyInfo in DER.</param>
/// <param name="Now">When it is looked at: the newest digest is in time, and missed where it is not there.</param>
public sealed record AuditHistory(
    IReadOnlyList<AuditEvent> Events, IReadOnlyDictionary<string, AuditHead> Heads, IReadOnlyList<SignedDigest> Digests, ReadOnlyMemory<byte> PublicKey, DateTimeOffset Now)
{
    public const string Environment = "production";

    public static readonly DateTimeOffset Start = new(2026, 3, 14, 0, 0, 0, TimeSpan.Zero);

    // The hour before it is digested ten minutes after its end; an hour after that it is missed.
    private static readonly TimeSpan AfterNewest = TimeSpan.FromMinutes(75);

    /// <summary>The chains, each oldest first.</summary>
    public IEnumerable<(string Chain, IReadOnlyList<AuditEvent> Events)> Chains => Events.GroupBy(e => e.Chain).Select(c => (c.Key, (IReadOnlyList<AuditEvent>)[.. c]));

    /// <param name="count">How many events.</param>
    /// <param name="key">On P-256: signs the digests.</param>
    /// <param name="hours">How many have a digest.</param>
    public static AuditHistory Of(int count, ECDsa key, ulong seed = 1, int hours = 48)
    {
        using var random = new SeededRandom(seed);
        var now = Start.AddHours(hours) + AfterNewest;
        var (events, heads) = (new List<AuditEvent>(), new Dictionary<string, AuditHead>());
        while (events.Count < count)
        {
            var isProposal = Below(random, 3) > 0;
            var chain = EventsOf(random, isProposal, Math.Min(1 + Below(random, 12), count - events.Count), hours, now);
            events.AddRange(chain);
            if (isProposal)
            {
                heads.Add(chain[^1].Chain, AuditChain.HeadOf(chain[^1]));
            }
        }

        var ordered = events.OrderBy(e => e.Chain, StringComparer.Ordinal).ThenBy(e => e.Sequence).ToList();
        return new AuditHistory(ordered, heads, Sign(ordered, key, hours), key.ExportSubjectPublicKeyInfo(), now);
    }

    /// <summary>When it happened, by its own text.</summary>
    public static DateTimeOffset TimeOf(AuditEvent link) => link.Fields().GetProperty("timestamp").GetDateTimeOffset();

    /// <returns>The digest signed by this key, as AuditDigest signs.</returns>
    public static SignedDigest Sign(AuditDigest digest, IReadOnlyList<string> parts, ECDsa key) =>
        new(digest.Number, digest.Text(), Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(digest.Text()), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)), parts);

    private static List<AuditEvent> EventsOf(SeededRandom random, bool isProposal, int length, int hours, DateTimeOffset now)
    {
        var (events, head) = (new List<AuditEvent>(), AuditHead.Start);
        var at = Start.AddMilliseconds(Below(random, ((hours * 60) + 30) * 60_000));
        var (id, person) = (IdOf(random, at), new Person(Users.All[Below(random, Users.All.Count)], IdentityKind.Verified, RequestSource.Api));
        while (events.Count < length)
        {
            var subject = new AuditSubject(id, ExecutionMode.SandboxLive) { Person = person, Operation = "reboot_ec2", Target = $"i-{Below(random, 1000):x8}", ProposalId = isProposal ? ProposalId.TryParse(id) : null };
            var type = Enum.GetValues<AuditEventType>()[Below(random, 12)];
            var link = AuditChain.Append(id, head, IdOf(random, at), Awake(at, hours), subject, new AuditEntry(type, "done"));
            (head, at) = (AuditChain.HeadOf(link), at.AddMilliseconds(Below(random, 900_000)));
            at = at < now ? at : now.AddMilliseconds(-1);
            events.Add(link);
        }

        return events;
    }

    // One hour in which nothing happens.
    private static DateTimeOffset Awake(DateTimeOffset at, int hours) => at < Start.AddHours(hours / 2) || at >= Start.AddHours((hours / 2) + 1) ? at : Start.AddHours((hours / 2) + 1);

    private static List<SignedDigest> Sign(List<AuditEvent> events, ECDsa key, int hours)
    {
        var (digests, previous) = (new List<SignedDigest>(), AuditDigest.NoPrevious);
        var byHour = events.ToLookup(e => (int)(TimeOf(e) - Start).TotalHours);
        for (var hour = 0; hour < hours; hour++)
        {
            var parts = DigestPart.Of(byHour[hour]);
            var digest = new AuditDigest(
                AuditDigest.Format, hour + 1, Start.AddHours(hour), Start.AddHours(hour + 1), previous, byHour[hour].Count(), DigestPart.HashOf(parts), Environment);
            digests.Add(Sign(digest, parts, key));
            previous = DigestPart.HashOf(digest.Text());
        }

        return digests;
    }

    private static string IdOf(SeededRandom random, DateTimeOffset at)
    {
        var bytes = new byte[10];
        random.GetBytes(bytes);
        return Ulid.Format(at.ToUnixTimeMilliseconds(), bytes);
    }

    private static int Below(SeededRandom random, int limit)
    {
        var bytes = new byte[8];
        random.GetBytes(bytes);
        return (int)(BitConverter.ToUInt64(bytes) % (ulong)limit);
    }
}
