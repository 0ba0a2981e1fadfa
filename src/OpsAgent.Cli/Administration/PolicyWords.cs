using System.Collections.Immutable;

using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Cli.Administration;

/// <summary>A policy in words, for <c>opsagent policy show</c>.</summary>
internal static class PolicyWords
{
    public static IEnumerable<string> Of(WritePolicy policy)
    {
        foreach (var (name, members) in policy.Groups)
        {
            yield return $"group {name}: {string.Join(", ", members)}";
        }

        foreach (var rule in policy.Rules)
        {
            yield return string.Empty;
            yield return $"rule {rule.Name}";
            yield return $"  for        {For(rule.Match)}";
            if (rule.When is { } windows)
            {
                yield return $"  when       {string.Join(", or ", windows.Select(When))}";
            }

            foreach (var asked in Asked(policy, rule))
            {
                yield return $"  {asked}";
            }
        }
    }

    private static string For(RuleMatch? match)
    {
        string?[] parts =
        [
            match?.Operations is { } operations ? string.Join(" or ", operations) : "every write",
            match?.Tags is { } tags ? $"on what is tagged {string.Join(" and ", tags.Select(t => $"{t.Key}={string.Join('|', t.Value)}"))}" : null,
            match?.Risk is { } levels ? $"of {string.Join(" or ", levels.Select(WireName.Of))} risk" : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }

    private static string When(RuleWindow window) => $"{(window.Days is { } days ? string.Join(',', days) + " " : string.Empty)}{window.From} to {window.To} {window.Zone}";

    private static IEnumerable<string> Asked(WritePolicy policy, PolicyRule rule)
    {
        if (rule.Deny is { } reason)
        {
            yield return $"DENIED     {reason}";
        }

        if (rule.Requesters is { } requesters)
        {
            yield return $"asked by   {People(policy, requesters)}";
        }

        if (rule.Approvals is { } approvals)
        {
            yield return $"approvals  at least {approvals}";
        }

        if (rule.OneOf is { } one)
        {
            yield return $"one of     {People(policy, one)}";
        }

        if (rule.AllOf is { } all)
        {
            yield return $"each of    {People(policy, all)}";
        }

        if (rule.SelfApproval is false)
        {
            yield return "approvals  none by the requester";
        }

        if (rule.MaxChange is { } most)
        {
            yield return $"at most    {most} units a change";
        }

        if (rule.MaxChangePercent is { } percent)
        {
            yield return $"at most    {percent} % of what is there a change";
        }

        if (rule.ScaleToZero is false)
        {
            yield return "never      to zero";
        }

        if (rule.CooldownMinutes is { } minutes)
        {
            yield return $"cool-down  {minutes} minutes after a change of the same target";
        }

        if (rule.Budget is { } budget)
        {
            yield return $"budget     {(budget.Writes is { } writes ? $"{writes} changes" : $"{budget.SharePercent} % of what is there")} in {budget.Minutes} minutes{(budget.OfTag is { } tag ? $", for each value of the tag {tag}" : string.Empty)}";
        }

        if (rule.Breaker is { } breaker)
        {
            yield return $"breaker    closed for {breaker.OpenMinutes} minutes after {breaker.Failures} changes that went wrong within {breaker.Minutes} minutes";
        }
    }

    private static string People(WritePolicy policy, ImmutableArray<string> groups) =>
        string.Join(", ", groups.Select(g => policy.Groups.TryGetValue(g, out var members) ? $"{g} ({string.Join(", ", members)})" : g));
}
