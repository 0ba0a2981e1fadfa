namespace OpsAgent.Functions.Tests.Schedules;

/// <summary>One actor's intention.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Person">Which of the people does it, where people do.</param>
/// <param name="Target">Which of the two targets it is about: 0 is an instance, 1 a service.</param>
/// <param name="Variant">Chooses among the ways of doing it.</param>
public sealed record Act(ActKind Kind, int Person, int Target, int Variant)
{
    public override string ToString() => $"{Kind}({Person},{Target},{Variant})";
}
