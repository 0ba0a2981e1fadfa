using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Audit;

/// <summary>One thing that is to be found: <see cref="AuditFinding"/> without its sentence.</summary>
public sealed record AuditFault(AuditFindingKind Kind, string? Chain, long? Sequence, long? Digest)
{
    public static AuditFault Of(AuditFinding finding) => new(finding.Kind, finding.Chain, finding.Sequence, finding.Digest);
}

/// <summary>One act of somebody who can write to every table, and has no signing key.</summary>
/// <param name="Name">What they do, with its place.</param>
/// <param name="Apply">The history afterwards.</param>
/// <param name="Faults">All that must be found then, and nothing else, in any order.</param>
public sealed record AuditTampering(string Name, Func<AuditHistory, AuditHistory> Apply, IReadOnlyList<AuditFault> Faults)
{
    /// <summary>Every kind of tampering at the first, a middle and the last event and digest.</summary>
    public static IReadOnlyList<AuditTampering> All(AuditHistory history)
    {
        var places = new Places(history);
        return [.. ((int[])[0, places.Count / 2, places.Count - 1]).SelectMany(places.At)];
    }

    /// <summary>Every kind of tampering at a place; any number names one.</summary>
    public static IReadOnlyList<AuditTampering> At(AuditHistory history, int place) => [.. new Places(history).At(place)];

    public override string ToString() => Name;

    private sealed class Places
    {
        private readonly AuditHistory _history;
        private readonly Dictionary<string, List<AuditEvent>> _chains;

        // Of chains that are digested whole, oldest first.
        private readonly List<AuditEvent> _digested;

        // Of chains that are not digested at all.
        private readonly List<AuditEvent> _fresh;

        public Places(AuditHistory history)
        {
            _history = history;
            _chains = history.Chains.ToDictionary(c => c.Chain, c => c.Events.ToList());
            _digested = [.. _chains.Values.Where(c => c.All(e => DigestOf(e) is not null)).SelectMany(c => c).OrderBy(AuditHistory.TimeOf).ThenBy(e => e.Chain, StringComparer.Ordinal)];
            _fresh = [.. _chains.Values.Where(c => c.All(e => DigestOf(e) is null)).SelectMany(c => c)];
        }

        public int Count => _digested.Count;

        public IEnumerable<AuditTampering> At(int place)
        {
            var link = _digested[place % Count];
            var digest = place == Count - 1 ? _history.Digests[^1] : _history.Digests[place % _history.Digests.Count];
            return [.. OfEvent(link), .. OfChain(_chains[link.Chain], link), .. OfDigest(digest), .. OfFresh(place)];
        }

        private IEnumerable<AuditTampering> OfEvent(AuditEvent link)
        {
            var changed = Fault(AuditFindingKind.EventChanged, link);
            yield return Replace("changes the text of", link, Forged(link) with { Hash = link.Hash }, changed);
            yield return Replace("changes the text and hash of", link, Forged(link), changed);
            yield return Replace("changes the hash of", link, link with { Hash = CanonicalJson.Hash("forged") }, changed);
            yield return Replace("empties", link, link with { Body = string.Empty }, changed);
            yield return Replace("has another end for", link, link with { HasOtherEnd = true }, changed);
            yield return Replace("puts into its place an event of elsewhere for", link, Elsewhere(link) with { Chain = link.Chain, Sequence = link.Sequence }, changed);
            yield return Events("deletes", link, events => events.Remove(link), Fault(AuditFindingKind.EventMissing, link));
            var alone = Rewritten(link, "0000000000000000000000zzzz", 1, AuditHead.Start.Hash);
            yield return Events("adds a chain of one event beside", link, events => events.Add(alone), Fault(AuditFindingKind.EventAdded, alone));
        }

        private IEnumerable<AuditTampering> OfChain(List<AuditEvent> chain, AuditEvent link)
        {
            var (at, last) = (chain.IndexOf(link), chain[^1]);
            var tail = chain[at..];
            AuditFault[] missing = [.. tail.Select(e => Fault(AuditFindingKind.EventMissing, e))];
            AuditFault[] changed = [.. tail.Select(e => Fault(AuditFindingKind.EventChanged, e))];
            yield return Events("cuts off the chain from", link, events => events.RemoveAll(tail.Contains), missing);
            yield return new AuditTampering(
                Name("cuts off the chain with its head from", link),
                history => WithHead(WithEvents(history, events => events.RemoveAll(tail.Contains)), link.Chain, at == 0 ? null : AuditChain.HeadOf(chain[at - 1])),
                missing);
            yield return Events("removes the chain of", link, events => events.RemoveAll(chain.Contains), [.. chain.Select(e => Fault(AuditFindingKind.EventMissing, e))]);

            var rewritten = Follow(chain[..at], tail.Select((e, i) => i == 0 ? Forged(e) : e));
            yield return Rewrite("rewrites the chain with its head from", link, rewritten, changed);

            var inserted = Follow(chain[..at], [Forged(link), .. tail]);
            yield return Rewrite("inserts into the chain, with its head, before", link, inserted, [.. changed, Fault(AuditFindingKind.EventAdded, inserted[^1])]);

            var appended = Follow(chain, [Forged(last)]);
            yield return Rewrite("appends to the chain, with its head, of", link, appended, Fault(AuditFindingKind.EventAdded, appended[^1]));

            long[] digests = [.. tail.Select(e => DigestOf(e)!.Value).Distinct()];
            yield return new AuditTampering(
                Name("rewrites the chain with its head and its digests from", link),
                history => WithDigests(Put(history, rewritten), all => Rename(all, digests, chain, rewritten)),
                [.. digests.Select(d => new AuditFault(AuditFindingKind.DigestInvalid, null, null, d))]);

            if (at + 1 < chain.Count)
            {
                var next = chain[at + 1];
                AuditFault[] both = [Fault(AuditFindingKind.EventChanged, link), Fault(AuditFindingKind.EventChanged, next)];
                yield return Events(
                    "swaps with the next", link, events => Swap(events, link, next with { Sequence = link.Sequence }, next, link with { Sequence = next.Sequence }), both);
            }
        }

        private IEnumerable<AuditTampering> OfDigest(SignedDigest digest)
        {
            var invalid = new AuditFault(AuditFindingKind.DigestInvalid, null, null, digest.Number);
            var body = AuditDigest.TryRead(digest.Body)!;
            yield return Digests("removes", digest, all => all.Remove(digest), invalid with { Kind = AuditFindingKind.DigestMissing });
            yield return Digests("changes the text of", digest, digest with { Body = (body with { Events = body.Events + 1 }).Text() }, invalid);
            yield return Digests("changes the signature of", digest, digest with { Signature = Flipped(digest.Signature) }, invalid);
            yield return Digests("leaves no signature of", digest, digest with { Signature = "none" }, invalid);
            yield return Digests("empties", digest, digest with { Body = string.Empty }, invalid);
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            yield return Digests("signs by another key", digest, AuditHistory.Sign(body, digest.Parts, other), invalid);
            yield return Digests("adds a part to", digest, digest with { Parts = [.. digest.Parts, "0000000000000000000000zzzz 1 " + AuditDigest.NoPrevious + "\n"] }, invalid);
            if (_history.Digests.FirstOrDefault(d => d.Number != digest.Number) is { } elsewhere)
            {
                yield return Digests("puts another in place of", digest, elsewhere with { Number = digest.Number }, invalid);
            }

            if (digest.Parts.Count > 0)
            {
                yield return Digests("removes the parts of", digest, digest with { Parts = [] }, invalid);
            }

            yield return Digests(
                "removes all from", digest, all => all.RemoveAll(d => d.Number >= digest.Number), invalid with { Kind = AuditFindingKind.DigestMissing });
        }

        // What no digest names yet is held by its chain and its head alone.
        private IEnumerable<AuditTampering> OfFresh(int place)
        {
            if (_fresh.Count == 0)
            {
                yield break;
            }

            var link = _fresh[place % _fresh.Count];
            yield return Replace("changes the text of the fresh", link, Forged(link) with { Hash = link.Hash }, Fault(AuditFindingKind.EventChanged, link));
            var chain = _chains[link.Chain];
            if (_history.Heads.ContainsKey(link.Chain))
            {
                yield return Events("removes the fresh chain of", link, events => events.RemoveAll(chain.Contains), [.. chain.Select(e => Fault(AuditFindingKind.EventMissing, e))]);
            }

            if (link != chain[^1])
            {
                yield return Events("deletes the fresh", link, events => events.Remove(link), Fault(AuditFindingKind.EventMissing, link));
                yield return Replace(
                    "changes the text and hash of the fresh", link, Forged(link), new AuditFault(AuditFindingKind.ChainBroken, link.Chain, link.Sequence + 1, null));
            }
        }

        private static AuditTampering Replace(string what, AuditEvent link, AuditEvent by, AuditFault fault) => Events(what, link, events => events[events.IndexOf(link)] = by, fault);

        private static AuditTampering Rewrite(string what, AuditEvent link, IReadOnlyList<AuditEvent> chain, params AuditFault[] faults) => new(Name(what, link), history => Put(history, chain), faults);

        private static AuditTampering Events(string what, AuditEvent link, Action<List<AuditEvent>> change, params AuditFault[] faults) =>
            new(Name(what, link), history => WithEvents(history, change), faults);

        private static AuditTampering Digests(string what, SignedDigest digest, SignedDigest by, AuditFault fault) =>
            Digests(what, digest, all => all[all.FindIndex(d => d.Number == digest.Number)] = by, fault);

        private static AuditTampering Digests(string what, SignedDigest digest, Action<List<SignedDigest>> change, AuditFault fault) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{what} digest {digest.Number}"), history => WithDigests(history, change), [fault]);

        private static AuditHistory WithEvents(AuditHistory history, Action<List<AuditEvent>> change)
        {
            var events = history.Events.ToList();
            change(events);

            // As a store answers, whatever was done to it.
            return history with { Events = [.. events.OrderBy(e => e.Chain, StringComparer.Ordinal).ThenBy(e => e.Sequence)] };
        }

        private static AuditHistory WithHead(AuditHistory history, string chain, AuditHead? head)
        {
            var heads = history.Heads.ToDictionary();
            if (heads.Remove(chain) && head is not null)
            {
                heads.Add(chain, head);
            }

            return history with { Heads = heads };
        }

        private static AuditHistory WithDigests(AuditHistory history, Action<List<SignedDigest>> change)
        {
            var digests = history.Digests.ToList();
            change(digests);
            return history with { Digests = digests };
        }

        // The digests name the events as they are now, under the old signatures.
        private static void Rename(List<SignedDigest> all, long[] numbers, List<AuditEvent> before, List<AuditEvent> after)
        {
            foreach (var number in numbers)
            {
                var at = all.FindIndex(d => d.Number == number);
                string[] parts = [.. all[at].Parts.Select(p => before.Zip(after).Aggregate(p, (text, e) => text.Replace(e.First.Hash, e.Second.Hash, StringComparison.Ordinal)))];
                all[at] = all[at] with { Body = (AuditDigest.TryRead(all[at].Body)! with { PartsHash = DigestPart.HashOf(parts) }).Text(), Parts = parts };
            }
        }

        private static AuditHistory Put(AuditHistory history, IReadOnlyList<AuditEvent> chain) => WithHead(
            WithEvents(history, events =>
            {
                events.RemoveAll(e => e.Chain == chain[0].Chain);
                events.AddRange(chain);
            }),
            chain[0].Chain,
            AuditChain.HeadOf(chain[^1]));

        private static void Swap(List<AuditEvent> events, AuditEvent one, AuditEvent byOne, AuditEvent two, AuditEvent byTwo)
        {
            events[events.IndexOf(one)] = byOne;
            events[events.IndexOf(two)] = byTwo;
        }

        /// <returns>The chain with these behind it, numbered and hashed as if they had been written so.</returns>
        private static List<AuditEvent> Follow(IEnumerable<AuditEvent> chain, IEnumerable<AuditEvent> events)
        {
            var all = chain.ToList();
            foreach (var link in events)
            {
                var head = all.Count == 0 ? AuditHead.Start : AuditChain.HeadOf(all[^1]);
                all.Add(Rewritten(link, link.Chain, head.Sequence + 1, head.Hash));
            }

            return all;
        }

        private static AuditEvent Rewritten(AuditEvent link, string chain, long sequence, string previous)
        {
            var fields = JsonNode.Parse(link.Body)!;
            (fields["chain"], fields["sequence"], fields["prev_hash"]) = (chain, sequence, previous);
            var body = CanonicalJson.Text(fields.ToElement());
            return new AuditEvent(chain, sequence, body, CanonicalJson.Hash(body));
        }

        private static AuditEvent Forged(AuditEvent link)
        {
            var body = link.Body.Replace("\"outcome\":\"", "\"outcome\":\"not ", StringComparison.Ordinal);
            return link with { Body = body, Hash = CanonicalJson.Hash(body) };
        }

        private AuditEvent Elsewhere(AuditEvent link) => _digested.First(e => e.Chain != link.Chain);

        private AuditFault Fault(AuditFindingKind kind, AuditEvent link) => new(kind, link.Chain, link.Sequence, DigestOf(link));

        private long? DigestOf(AuditEvent link) =>
            (long)Math.Floor((AuditHistory.TimeOf(link) - AuditHistory.Start).TotalHours) + 1 is var number && number <= _history.Digests.Count ? number : null;

        private static string Flipped(string signature) => (signature[10] == 'A' ? 'B' : 'A') is var other ? signature.Remove(10, 1).Insert(10, other.ToString()) : signature;

        private static string Name(string what, AuditEvent link) => string.Create(CultureInfo.InvariantCulture, $"{what} event {link.Sequence} of {link.Chain}");
    }
}
