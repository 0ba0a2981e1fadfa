using OpsAgent.Deployment.Tests.Policies;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>
/// Who alone may write what proves or limits. IAM tells items of a table apart by their partition keys, <c>dynamodb:LeadingKeys</c>
/// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html), of a put in a transaction too
/// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
/// </summary>
internal static class ProofRules
{
    private const string Digester = "AuditDigestRole";
    private const string LeadingKeys = "dynamodb:LeadingKeys";
    private const string Put = "dynamodb:PutItem";

    private static readonly string[] Changes =
        ["dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"];

    /// <summary>Digests are put by AuditDigest and by nothing else, alone or among others, and nothing changes one.</summary>
    public static IEnumerable<(string, string)> DigestsArePutByAuditDigestAlone(ExpandedTemplate template) => WrittenByOne(template, "OPSAGENT_AUDIT_TABLE", "digest#test", Digester);

    /// <summary>AuditDigest puts digests and nothing else: no event, nor one among digests, nor what has no key.</summary>
    public static IEnumerable<(string, string)> AuditDigestPutsOnNoChain(ExpandedTemplate template)
    {
        var request = new AccessRequest(Put, TableOf(template, "OPSAGENT_AUDIT_TABLE"));
        return from role in Roles(template)
               where role.Id == Digester
               from asked in new[] { request, request.With(LeadingKeys, "01m84jhwnpv8xmxftddspfch58"), request.With(LeadingKeys, "digest#test", "01m84jhwnpv8xmxftddspfch58") }
               where role.May(asked)
               select (role.Id, $"It may put more than digests: a condition on {LeadingKeys} that holds for digest#* alone, and not where there are none.");
    }

    /// <summary>What was used of budgets is put by ExecuteAction, which claims, and nothing takes it away.</summary>
    public static IEnumerable<(string, string)> BudgetsArePutByExecuteActionAlone(ExpandedTemplate template) => WrittenByOne(template, "OPSAGENT_APPROVALS_TABLE", "budget#ten-a-day", "ExecuteActionRole");

    /// <summary>
    /// A key that signs has one role that may sign with it, and that role no other key. The key's own policy denies everybody else,
    /// since an administrator may give himself any right of IAM, and nobody may give the key away.
    /// </summary>
    public static IEnumerable<(string, string)> KeysHaveOneSigner(ExpandedTemplate template)
    {
        var signing = new Dictionary<string, string>();
        foreach (var (key, properties) in template.OfType("AWS::KMS::Key").Where(k => k.Properties["KeyUsage"]?.GetValue<string>() == "SIGN_VERIFY"))
        {
            var own = Policy.Parse(properties["KeyPolicy"]!);
            var alias = template.OfType("AWS::KMS::Alias").Single(a => a.Properties["TargetKeyId"]!.GetValue<string>() == key).Properties["AliasName"]!.GetValue<string>();
            var sign = new AccessRequest("kms:Sign", Access.ArnOf(template, key)) { Principal = ("AWS", $"arn:aws:iam::{ResourceNames.Account}:root") }.With("kms:ResourceAliases", alias);
            var may = Roles(template).Where(role => role.May(sign)).Select(role => role.Id).ToList();
            if (may.Count != 1 || OfKey(sign, may[0]) != Decision.Allow)
            {
                yield return (key, $"{string.Join(", ", may)} may sign with it by IAM: one role, which its own policy lets.");
            }
            else if (new[] { sign, sign with { Action = "kms:CreateGrant" } }.Any(r => OfKey(r, "Administrator") != Decision.ExplicitDeny))
            {
                yield return (key, "Its policy does not deny kms:Sign and kms:CreateGrant to everybody else.");
            }
            else if (!signing.TryAdd(may[0], key))
            {
                yield return (may[0], $"It signs with {key} and {signing[may[0]]}: a key for each purpose, and a role for each key.");
            }

            Decision OfKey(AccessRequest request, string role) => Policy.Decide([own], request.With("aws:PrincipalArn", $"arn:aws:iam::{ResourceNames.Account}:role/{role}"));
        }
    }

    private static IEnumerable<(string, string)> WrittenByOne(ExpandedTemplate template, string table, string key, string writer)
    {
        var item = new AccessRequest(Put, TableOf(template, table)).With(LeadingKeys, key);
        foreach (var role in Roles(template))
        {
            if (role.Id == writer ? !role.May(item) : role.May(item) || role.May(item.With(LeadingKeys, "another", key)))
            {
                yield return (role.Id, $"Of items {key[..key.IndexOf('#')]}#* {writer} is the one that puts them: a condition on {LeadingKeys}.");
            }

            foreach (var action in Changes.Where(action => role.May(item with { Action = action })))
            {
                yield return (role.Id, $"It has {action} on {key}, which is put and never changed.");
            }
        }
    }

    // Every function has the tables' names.
    private static string TableOf(ExpandedTemplate template, string variable) =>
        $"arn:aws:dynamodb:{template.Region}:{ResourceNames.Account}:table/{template.Properties("ReconcilerFunction")["Environment"]!["Variables"]![variable]}";

    private static IReadOnlyList<Role> Roles(ExpandedTemplate template) =>
        [.. template.OfType("AWS::IAM::Role").Select(r => new Role(r.Id, [.. Access.PoliciesOf(template, r.Id)]))];

    private sealed record Role(string Id, IReadOnlyList<Policy> Policies)
    {
        public bool May(AccessRequest request) => Policy.Decide(Policies, request) == Decision.Allow;
    }
}
