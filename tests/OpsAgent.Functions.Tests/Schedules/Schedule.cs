using FsCheck;
using FsCheck.Fluent;

namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>Who comes, in order, and who has the turn, each time that several could.</summary>
public sealed record Schedule(int Quorum, IReadOnlyList<Act> Acts, IReadOnlyList<int> Choices)
{
    public override string ToString() => $"new Schedule({Quorum}, [{string.Join(", ", Acts.Select(a => $"new(ActKind.{a.Kind}, {a.Person}, {a.Target}, {a.Variant})"))}], [{string.Join(", ", Choices)}])";
}

public static class Schedules
{
    private static readonly Gen<ActKind> Kinds = Gen.Frequency(
        (3, Gen.Constant(ActKind.Propose)),
        (8, Gen.Constant(ActKind.Approve)),
        (3, Gen.Constant(ActKind.Deny)),
        (2, Gen.Constant(ActKind.Withdraw)),
        (3, Gen.Constant(ActKind.Clock)),
        (2, Gen.Constant(ActKind.Heartbeat)),
        (2, Gen.Constant(ActKind.Reconciler)),
        (2, Gen.Constant(ActKind.ForgedCallback)),
        (2, Gen.Constant(ActKind.Callback)),
        (4, Gen.Constant(ActKind.Redeliver)),
        (3, Gen.Constant(ActKind.Drift)),
        (1, Gen.Constant(ActKind.Throttle)));

    // Mostly about one target, so that they meet.
    private static Gen<Act> Acts(int mostly) =>
        from kind in Kinds
        from person in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Constant(1)), (4, Gen.Constant(2)), (4, Gen.Constant(3)))
        from target in Gen.Frequency((4, Gen.Constant(mostly)), (1, Gen.Constant(1 - mostly)))
        from variant in Gen.Choose(0, 419)
        select new Act(kind, person, target, variant);

    private static readonly Gen<Schedule> All =
        from quorum in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from first in Gen.Choose(0, 3)
        from length in Gen.Choose(2, 14)
        from acts in Gen.ArrayOf(Acts(first % 2), length)
        from turns in Gen.Choose(20, 120)
        from choices in Gen.ArrayOf(Gen.Choose(0, 11), turns)
        // Without a proposal nothing happens: the first comes first.
        select new Schedule(quorum, [new Act(ActKind.Propose, 1, first % 2, first), .. acts], choices);

    public static Arbitrary<Schedule> Arbitrary() => Arb.From(All, Shorter);

    private static IEnumerable<Schedule> Shorter(Schedule schedule) =>
    [
        .. Enumerable.Range(0, schedule.Acts.Count).Select(i => schedule with { Acts = [.. schedule.Acts.Where((_, at) => at != i)] }),
        .. schedule.Choices.Count > 0 ? [schedule with { Choices = [.. schedule.Choices.Take(schedule.Choices.Count / 2)] }] : Array.Empty<Schedule>(),
    ];
}
