using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>Discovers every point at which a path can be disturbed, and every way to.</summary>
internal static class CrashMatrix
{
    public static async Task<CrashPlan> RunAsync(
        CrashPath path, Disturbance? disturbance = null, (IApprovalStore, IProposalIndex, IAuditTrail)? stores = null)
    {
        var story = new CrashStory(path, disturbance, stores);
        try
        {
            await story.TellAsync();
            await CrashChecks.HoldAsync(story);
            return story.Plan;
        }
        catch (CheckFailedException e) when (disturbance is not null)
        {
            throw new CheckFailedException(e.Check, $"{path}, {disturbance} at {At(story.Plan)}: {e.Message}");
        }
    }

    /// <summary>Every disturbance of a path, out of what its undisturbed run wrote down.</summary>
    public static IEnumerable<Disturbance> Of(CrashPlan calm, CrashExtent extent) => OfEvents(calm, extent).Concat(OfMoments(calm, extent));

    /// <summary>Those of the moments alone whose names are wanted.</summary>
    public static IEnumerable<Disturbance> Of(CrashPlan calm, CrashExtent extent, Func<string, bool> isWanted) =>
        Chosen(calm.Moments, extent).Where(at => isWanted(calm.Moments[at].Name)).SelectMany((at, turn) => Ways(calm, extent, turn, WaysOfMoment(calm, at)));

    private static IEnumerable<Disturbance> OfEvents(CrashPlan calm, CrashExtent extent) =>
        Chosen(calm.Deliveries.Select(d => new Moment(d.Delivery.Function, d.Version)), extent).SelectMany((at, turn) => Ways(calm, extent, turn, WaysOfEvent(calm, at)));

    private static IEnumerable<Disturbance> OfMoments(CrashPlan calm, CrashExtent extent) =>
        Chosen(calm.Moments, extent).SelectMany((at, turn) => Ways(calm, extent, turn, WaysOfMoment(calm, at)));

    private static List<Disturbance> Ways(CrashPlan calm, CrashExtent extent, int turn, IEnumerable<Disturbance> ways)
    {
        var all = ways.ToList();
        // Another way to begin with on each path, so that paths that share a moment try it in several.
        return extent is CrashExtent.Sample ? [all[(turn + calm.Moments.Count) % all.Count]] : all;
    }

    private static IEnumerable<Disturbance> WaysOfEvent(CrashPlan calm, int at)
    {
        yield return new Disturbance.Twice(at);
        yield return new Disturbance.Again(at, 1);
        yield return new Disturbance.Again(at, Disturbance.AtTheEnd);
        yield return new Disturbance.Delayed(at);
        yield return new Disturbance.Alternating(at);
        if (at + 1 < calm.Deliveries.Count)
        {
            yield return new Disturbance.Early(at, calm.Deliveries[at + 1].Delivery);
            yield return new Disturbance.Swapped(at, calm.Deliveries[at + 1].Delivery);
        }
    }

    private static IEnumerable<Disturbance> WaysOfMoment(CrashPlan calm, int at)
    {
        yield return new Disturbance.Kill(at, ClientRepeats: true);
        yield return new Disturbance.Kill(at, ClientRepeats: false);
        yield return new Disturbance.Overtaken(at, SecondAnswers: true);
        yield return new Disturbance.Overtaken(at, SecondAnswers: false);

        // A notifier does not throw, by its contract; an answer that does not arrive is a kill.
        var name = calm.Moments[at].Name;
        if (!name.Contains("Notify", StringComparison.Ordinal) && !name.EndsWith(CrashPlan.BeforeItsAnswer, StringComparison.Ordinal))
        {
            yield return new Disturbance.Unanswered(at);
        }
    }

    private static IEnumerable<int> Chosen(IEnumerable<Moment> moments, CrashExtent extent)
    {
        var all = moments.Select((moment, at) => (moment, at));
        return (extent is CrashExtent.Every ? all : all.DistinctBy(m => m.moment.Name)).Select(m => m.at);
    }

    private static string At(CrashPlan plan) => plan.Disturbance switch
    {
        Disturbance.Kill(var at, _) => plan.Moments.ElementAtOrDefault(at).Name,
        Disturbance.Overtaken(var at, _) => plan.Moments.ElementAtOrDefault(at).Name,
        Disturbance.Unanswered(var at) => plan.Moments.ElementAtOrDefault(at).Name,
        Disturbance.Twice(var at) => plan.Deliveries[at].Delivery.Function,
        Disturbance.Again(var at, _) => plan.Deliveries[at].Delivery.Function,
        Disturbance.Delayed(var at) => plan.Deliveries[at].Delivery.Function,
        Disturbance.Alternating(var at) => plan.Deliveries[at].Delivery.Function,
        Disturbance.Early(var at, _) => plan.Deliveries[at].Delivery.Function,
        Disturbance.Swapped(var at, _) => plan.Deliveries[at].Delivery.Function,
        _ => "no moment",
    };
}
