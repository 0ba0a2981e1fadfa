using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Reports;

/// <summary>How a period's proposals were asked for and decided.</summary>
public sealed record DecisionReport
{
    /// <summary>Fewer approvals say nothing about how a person decides.</summary>
    private const int MinApprovals = 10;

    /// <summary>Those that were made from here on, and before <see cref="To"/>.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required int Proposals { get; init; }

    /// <summary>How many there are of each status, by its wire name.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    public required IReadOnlyDictionary<string, int> Operations { get; init; }

    /// <summary>How many each person proposed, by the address that stands for them.</summary>
    public required IReadOnlyDictionary<string, int> Requesters { get; init; }

    /// <summary>Of those that people were asked about and that are over, how many expired: 0 to 1; null where there is none.</summary>
    public required double? ExpiredShare { get; init; }

    /// <summary>From being asked to the first look; null where none is known, as are the next two.</summary>
    public required TimeSummary? TimeToLook { get; init; }

    public required TimeSummary? TimeToDecide { get; init; }

    public required TimeSummary? TimeToAct { get; init; }

    /// <summary>Everybody who decided, by address.</summary>
    public required IReadOnlyList<DeciderSummary> Deciders { get; init; }

    /// <summary>Who approved often, denied nothing, and mostly approved within seconds; null where the reader is no administrator. A hint and no more: nothing is blocked by it.</summary>
    public required IReadOnlyList<string>? RubberStamps { get; init; }

    /// <param name="proposals">Any; those outside the period are left out, and one that is there twice counts once, as it was last.</param>
    /// <param name="authority">Who is who.</param>
    /// <param name="isForAdmin">Whether the reader is an administrator.</param>
    public static DecisionReport Of(IEnumerable<Proposal> proposals, DateTimeOffset from, DateTimeOffset to, Authority authority, bool isForAdmin)
    {
        List<Proposal> all = [.. proposals.Where(p => p.CreatedAt >= from && p.CreatedAt < to).OrderByDescending(p => p.Version).DistinctBy(p => p.Id)];
        var asked = all.Count(p => p is { IsTerminal: true, Wait: not null });
        var deciders = DecidersOf(all, authority);
        return new DecisionReport
        {
            From = from,
            To = to,
            Proposals = all.Count,
            Outcomes = Count(all, p => WireName.Of(p.Status)),
            Operations = Count(all, p => p.Plan.Operation),
            Requesters = Count(all, p => AddressOf(p.Requester, authority)),
            ExpiredShare = asked == 0 ? null : (double)all.Count(p => p is { Status: ProposalStatus.Expired, Wait: not null }) / asked,
            TimeToLook = TimeSummary.Of(all.Select(DecisionTimes.ToLook)),
            TimeToDecide = TimeSummary.Of(all.Select(DecisionTimes.ToDecide)),
            TimeToAct = TimeSummary.Of(all.Select(DecisionTimes.ToAct)),
            Deciders = deciders,
            RubberStamps = isForAdmin ? [.. deciders.Where(d => d.Approved >= MinApprovals && d.Denied == 0 && d.Quick * 2 >= d.Approved).Select(d => d.Person)] : null,
        };
    }

    private static IReadOnlyList<DeciderSummary> DecidersOf(List<Proposal> all, Authority authority)
    {
        var approvals = all.SelectMany(p => p.Approvals.Select(a => (Person: AddressOf(a.By, authority), IsQuick: DecisionTimes.IsQuick(p, a), IsDenial: false)));
        var denials = all.Where(p => p.Status is ProposalStatus.Denied).Select(p => p.Closure?.By).OfType<Person>().Select(by => (Person: AddressOf(by, authority), IsQuick: false, IsDenial: true));
        return
        [
            .. approvals.Concat(denials).GroupBy(d => d.Person, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new DeciderSummary(g.Key, g.Count(d => !d.IsDenial), g.Count(d => d.IsDenial), g.Count(d => d.IsQuick))),
        ];
    }

    private static string AddressOf(Person person, Authority authority) => (authority.PersonOf(person.UserId) ?? person.UserId).Value;

    private static SortedDictionary<string, int> Count(List<Proposal> all, Func<Proposal, string> key) =>
        new(all.CountBy(key).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}

/// <summary>What one person decided.</summary>
/// <param name="Person">By the address that stands for them.</param>
/// <param name="Quick">How many of the approvals came within <see cref="DecisionTimes.MaxQuickDecision"/>.</param>
public sealed record DeciderSummary(string Person, int Approved, int Denied, int Quick)
{
    public int Decided => Approved + Denied;
}

/// <param name="Count">Of how many proposals it is known.</param>
/// <param name="MedianSeconds">The middle one, or the mean of the middle two.</param>
/// <param name="P90Seconds">The smallest that nine in ten do not exceed.</param>
public sealed record TimeSummary(int Count, double MedianSeconds, double P90Seconds)
{
    /// <returns>Null where none is known.</returns>
    internal static TimeSummary? Of(IEnumerable<TimeSpan?> times)
    {
        List<double> seconds = [.. times.OfType<TimeSpan>().Select(t => t.TotalSeconds).Order()];
        var count = seconds.Count;
        return count == 0 ? null : new TimeSummary(count, (seconds[(count - 1) / 2] + seconds[count / 2]) / 2, seconds[(int)Math.Ceiling(count * 0.9) - 1]);
    }
}
