using OpsAgent.Deployment.Tests.Rights;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>The examples of docs/policies: they take nothing from OpsAgent's own roles, and the rest of the account cannot go round them.</summary>
public sealed class ServiceControlPolicyTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation-test";
    private const string Execution = "arn:aws:states:us-east-1:123456789012:execution:opsagent-write-operation-test:reboot_ec2-01m84jhwnpv8xmxftddspfch58";
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-execute-action";
    private const string Worker = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-chat-worker";
    private const string Table = "arn:aws:dynamodb:us-east-1:123456789012:table/opsagent-";
    private const string Role = "arn:aws:iam::123456789012:role/opsagent-controller-test-ExecutorRole-1A2B3C4D5E6F";

    private const string Audit = Table + "audit-test";
    private const string Digests = "arn:aws:kms:us-east-1:123456789012:key/01234567-digests";
    private const string Archive = "arn:aws:s3:::opsagent-controller-test-auditarchive-1a2b3c4d5e6f";

    // AWS takes 5,120 characters of each.
    private const int MaxLength = 5_120;

    private static readonly string[] Texts = [.. new[] { "scp-opsagent.json", "scp-opsagent-proof.json" }.Select(name => File.ReadAllText(Repository.PathTo("docs", "policies", name)))];
    private static readonly Policy[] Examples = [.. Texts.Select(Policy.Parse)];

    [Fact]
    public async Task Roles_OfOpsAgent_KeepAllTheirRights()
    {
        var grants = AllowedGrants.Of(await ExpandedTemplate.OfAsync("TrafficShifting=AllAtOnce", "CreateCanary=true", "EnableTracing=true", "CreateAuditArchive=true"));
        Assert.InRange(grants.Count, 100, 1000);
        Assert.All(grants, g => Assert.NotEqual(Decision.ExplicitDeny, DecisionOf(RoleOf(g.Role), g.Action, g.Resource == "*" ? Table + "other" : g.Resource)));
    }

    [Theory]
    [InlineData("states:StartExecution", Machine)]
    [InlineData("states:SendTaskSuccess", Machine)]
    [InlineData("states:RedriveExecution", Execution)]
    [InlineData("lambda:InvokeFunction", Function)]
    [InlineData("lambda:InvokeFunction", Function + ":live")]
    [InlineData("lambda:InvokeFunction", Worker + ":live")]
    [InlineData("lambda:UpdateFunctionCode", Function)]
    [InlineData("dynamodb:PutItem", Table + "approvals-test")]
    [InlineData("dynamodb:PutItem", Table + "decisions-test")]
    [InlineData("dynamodb:PutItem", Table + "audit-test-restored")]
    [InlineData("dynamodb:PartiQLUpdate", Table + "approvals-test")]
    [InlineData("iam:UpdateAssumeRolePolicy", Role)]
    [InlineData("iam:CreateRole", "arn:aws:iam::123456789012:role/opsagent-controller-test-ProposalsRole-mine")]
    public void Administrators_MayNot(string action, string resource)
    {
        Assert.Equal(Decision.ExplicitDeny, DecisionOf("arn:aws:iam::123456789012:role/Administrator", action, resource));
        Assert.Equal(Decision.ExplicitDeny, DecisionOf("arn:aws:iam::123456789012:user/administrator", action, resource));
        Assert.Equal(Decision.ExplicitDeny, DecisionOf("arn:aws:iam::123456789012:root", action, resource));
    }

    [Theory]
    [InlineData("Diagnostics", "states:StartExecution", Machine)]
    [InlineData("ExecuteAction", "states:SendTaskSuccess", Machine)]
    [InlineData("Proposals", "lambda:InvokeFunction", Function)]
    [InlineData("Chat", "lambda:InvokeFunction", Worker)]
    [InlineData("Mcp", "lambda:InvokeFunction", Worker + ":live")]
    [InlineData("StateMachine", "lambda:InvokeFunction", Worker)]
    public void OpsAgentsOtherRoles_MayNotEither(string role, string action, string resource) => Assert.Equal(Decision.ExplicitDeny, DecisionOf(RoleOf(role), action, resource));

    [Theory]
    [InlineData("states:StartExecution", "arn:aws:states:us-east-1:123456789012:stateMachine:orders")]
    [InlineData("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:123456789012:function:orders")]
    [InlineData("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:123456789012:table/orders")]
    [InlineData("dynamodb:GetItem", Table + "audit-test")]
    [InlineData("states:DescribeExecution", Execution)]
    [InlineData("states:StopExecution", Execution)]
    public void Others_MayDoTheirWork_AndReadOpsAgents(string action, string resource) =>
        Assert.Equal(Decision.ImplicitDeny, DecisionOf("arn:aws:iam::123456789012:role/Developer", action, resource));

    [Fact]
    public void Deployment_MayChangeRolesAndCode()
    {
        Assert.Equal(Decision.ImplicitDeny, DecisionOf("arn:aws:iam::123456789012:role/opsagent-deploy", "iam:PutRolePolicy", Role));
        Assert.Equal(Decision.ImplicitDeny, DecisionOf("arn:aws:iam::123456789012:role/opsagent-deploy", "lambda:UpdateFunctionCode", Function));
    }

    [Fact]
    public void Examples_HaveRoomInAws() => Assert.All(Texts, text => Assert.InRange(text.Length, 1, MaxLength));

    [Theory]
    [InlineData("digest#test", "AuditDigest", Decision.ImplicitDeny)]
    [InlineData("digest#test", "Proposals", Decision.ExplicitDeny)]
    [InlineData("digest#test", "Deploy", Decision.ExplicitDeny)]
    [InlineData("01m84jhwnpv8xmxftddspfch58", "Proposals", Decision.ImplicitDeny)]
    public void Digest_IsPutByAuditDigestAlone(string key, string role, Decision decision) => Assert.Equal(
        decision, Policy.Decide(Examples, new AccessRequest("dynamodb:PutItem", Audit).With("aws:PrincipalArn", RoleOf(role)).With("dynamodb:LeadingKeys", key)));

    [Theory]
    [InlineData("kms:Sign", "digests", "AuditDigest", Decision.ImplicitDeny)]
    [InlineData("kms:Sign", "digests", "Proposals", Decision.ExplicitDeny)]
    [InlineData("kms:Sign", "decisions", "Proposals", Decision.ImplicitDeny)]
    [InlineData("kms:Sign", "decisions", "AuditDigest", Decision.ExplicitDeny)]
    [InlineData("kms:Sign", "orders", "Developer", Decision.ImplicitDeny)]
    [InlineData("kms:PutKeyPolicy", "digests", "AuditDigest", Decision.ExplicitDeny)]
    [InlineData("kms:DisableKey", "decisions", "Administrator", Decision.ExplicitDeny)]
    [InlineData("kms:GetPublicKey", "digests", "Auditor", Decision.ImplicitDeny)]
    public void SigningKey_IsUsedByItsSigner_AndChangedByNobodyElse(string action, string key, string role, Decision decision) => Assert.Equal(
        decision, Policy.Decide(Examples, new AccessRequest(action, Digests).With("aws:PrincipalArn", RoleOf(role)).With("kms:ResourceAliases", $"alias/opsagent-{key}-test")));

    [Theory]
    [InlineData("ssm:PutParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent/policy", "opsagent-policy-keeper")]
    [InlineData("ssm:DeleteParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent-staging/policy", "opsagent-policy-keeper")]
    [InlineData("s3:PutBucketPolicy", Archive, "opsagent-deploy")]
    [InlineData("s3:PutBucketObjectLockConfiguration", Archive, "opsagent-deploy")]
    public void RulesAndArchive_AreChangedByTheirKeepersAlone(string action, string resource, string keeper)
    {
        Assert.Equal(Decision.ImplicitDeny, DecisionOf($"arn:aws:iam::123456789012:role/{keeper}", action, resource));
        Assert.All(["role/Administrator", "user/lead", "root"], other => Assert.Equal(Decision.ExplicitDeny, DecisionOf($"arn:aws:iam::123456789012:{other}", action, resource)));
    }

    // Beside PowerUserAccess, which has nearly everything but IAM.
    [Theory]
    [InlineData("kms:Sign", Digests, Decision.ExplicitDeny)]
    [InlineData("s3:PutObject", Archive + "/test/2026/11/28/18-1.json", Decision.ExplicitDeny)]
    [InlineData("s3:BypassGovernanceRetention", Archive + "/test/2026/11/28/18-1.json", Decision.ExplicitDeny)]
    [InlineData("ssm:PutParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent/policy", Decision.ExplicitDeny)]
    [InlineData("ssm:PutParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/opsagent/operators", Decision.Allow)]
    [InlineData("s3:PutBucketObjectLockConfiguration", Archive, Decision.Allow)]
    [InlineData("s3:PutObject", "arn:aws:s3:::opsagent-controller-test-consolebucket-1a2b3c4d5e6f/index.html", Decision.Allow)]
    public void DeployRole_MakesKeysAndArchive_AndNeitherProofNorRules(string action, string resource, Decision decision)
    {
        var own = Policy.Parse(File.ReadAllText(Repository.PathTo("docs", "policies", "deploy-role-iam.json")));
        var powerUser = Policy.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");
        Assert.Equal(decision, Policy.Decide([powerUser, own], new AccessRequest(action, resource)));
    }

    // Whoever has it can sign a decision in anybody's name.
    [Theory]
    [InlineData("slack-signing-secret", "Proposals", Decision.ImplicitDeny)]
    [InlineData("slack-signing-secret", "ChatWebhooks", Decision.ImplicitDeny)]
    [InlineData("slack-signing-secret", "ChatWorker", Decision.ExplicitDeny)]
    [InlineData("slack-bot-token", "ChatWorker", Decision.ImplicitDeny)]
    public void SigningSecret_IsDecryptedForThoseThatCheckBy(string name, string role, Decision decision)
    {
        Assert.All(["/opsagent", "/opsagent-staging"], prefix => Assert.Equal(decision, Decrypt(RoleOf(role), $"{prefix}/{name}")));
        Assert.Equal(
            name == "slack-signing-secret" ? Decision.ExplicitDeny : Decision.ImplicitDeny, Decrypt("arn:aws:iam::123456789012:role/Administrator", $"/opsagent/{name}"));

        static Decision Decrypt(string principal, string parameter) => Policy.Decide(
            Examples,
            new AccessRequest("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/aws-ssm").With("aws:PrincipalArn", principal)
                .With("kms:EncryptionContext:PARAMETER_ARN", $"arn:aws:ssm:us-east-1:123456789012:parameter{parameter}"));
    }

    // As CloudFormation names them.
    private static string RoleOf(string role) => $"arn:aws:iam::123456789012:role/opsagent-controller-test-{role}Role-1A2B3C4D5E6F";

    private static Decision DecisionOf(string principal, string action, string resource) =>
        Policy.Decide(Examples, new AccessRequest(action, resource).With("aws:PrincipalArn", principal));
}
