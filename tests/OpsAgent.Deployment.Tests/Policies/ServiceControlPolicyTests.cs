using OpsAgent.Deployment.Tests.Rights;
using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>The example of docs/policies: it takes nothing from OpsAgent's own roles, and the rest of the account cannot go round it.</summary>
public sealed class ServiceControlPolicyTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:opsagent-write-operation-test";
    private const string Execution = "arn:aws:states:us-east-1:123456789012:execution:opsagent-write-operation-test:reboot_ec2-01m84jhwnpv8xmxftddspfch58";
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-execute-action";
    private const string Worker = "arn:aws:lambda:us-east-1:123456789012:function:opsagent-controller-test-chat-worker";
    private const string Table = "arn:aws:dynamodb:us-east-1:123456789012:table/opsagent-";
    private const string Role = "arn:aws:iam::123456789012:role/opsagent-controller-test-ExecutorRole-1A2B3C4D5E6F";

    private static readonly Policy Example = Policy.Parse(File.ReadAllText(Repository.PathTo("docs", "policies", "scp-opsagent.json")));

    [Fact]
    public async Task Roles_OfOpsAgent_KeepAllTheirRights()
    {
        var grants = AllowedGrants.Of(await ExpandedTemplate.OfAsync("TrafficShifting=AllAtOnce", "CreateCanary=true", "EnableTracing=true"));
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
            [Example],
            new AccessRequest("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/aws-ssm").With("aws:PrincipalArn", principal)
                .With("kms:EncryptionContext:PARAMETER_ARN", $"arn:aws:ssm:us-east-1:123456789012:parameter{parameter}"));
    }

    // As CloudFormation names them.
    private static string RoleOf(string role) => $"arn:aws:iam::123456789012:role/opsagent-controller-test-{role}Role-1A2B3C4D5E6F";

    private static Decision DecisionOf(string principal, string action, string resource) =>
        Policy.Decide([Example], new AccessRequest(action, resource).With("aws:PrincipalArn", principal));
}
