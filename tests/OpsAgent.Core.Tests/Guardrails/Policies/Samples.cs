using System.Collections.Immutable;

using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

/// <summary>Policies and facts that tests begin with.</summary>
internal static class Samples
{
    /// <summary>Every member there is.</summary>
    public const string Whole = """
        {
          "format": 1,
          "groups": { "dba": ["dba@example.com", "lead@example.com"], "oncall": ["engineer@example.com"] },
          "rules": [
            {
              "name": "whole",
              "match": { "operations": ["reboot_ec2"], "tags": { "Team": ["web", "pay"] }, "risk": ["high"] },
              "when": [
                { "from": "18:00", "to": "06:00", "zone": "Europe/Berlin", "days": ["fri", "sat"] },
                { "from": "2026-12-23T18:00", "to": "2027-01-04T08:00", "zone": "UTC" }
              ],
              "deny": "Not now.", "requesters": ["oncall"], "approvals": 2, "one_of": ["dba"], "all_of": ["dba", "oncall"], "self_approval": false,
              "max_change": 10, "max_change_percent": 100, "scale_to_zero": false, "cooldown_minutes": 30,
              "budget": { "minutes": 60, "writes": 5, "share_percent": 30, "of_tag": "Service" },
              "breaker": { "failures": 3, "minutes": 60, "open_minutes": 120 }
            },
            { "name": "other", "deny": "Stopped." }
          ]
        }
        """;

    public static WritePolicy Policy(string json) => WritePolicy.Parse(json).Value();

    public static WritePolicy Rules(params IEnumerable<string> rules) => Policy($$"""{"format":1,"groups":{"dba":["lead@example.com"],"oncall":["admin@example.com"]},"rules":[{{string.Join(',', rules)}}]}""");

    public static PolicyFacts Facts(DateTimeOffset? now = null, string operation = "reboot_ec2") =>
        new(operation, new ResourceTarget("web-1", "web-1", "EC2 instance"), Tags(("Team", "web")), Users.Engineer, now ?? Moments.Start);

    public static ImmutableSortedDictionary<string, string> Tags(params IEnumerable<(string Name, string Value)> tags) =>
        tags.ToImmutableSortedDictionary(t => t.Name, t => t.Value, StringComparer.Ordinal);
}
