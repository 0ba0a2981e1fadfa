using OpsAgent.Deployment.Tests.Policies;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>Who may use the key: the services that need it, for our own things, and nothing more.</summary>
public sealed class KeyPolicyTests
{
    private const string KeyArn = "arn:aws:kms:us-east-1:123456789012:key/" + ResourceNames.Key;
    private const string LogsContext = "kms:EncryptionContext:aws:logs:arn";

    private static readonly string[] Uses =
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"];

    private static readonly string[] Others =
        ["kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:GetKeyPolicy", "kms:TagResource", "kms:Sign", "kms:GenerateDataKeyPair"];

    [Theory]
    [InlineData("/aws/lambda/opsagent-controller-test")]
    [InlineData("/aws/apigateway/opsagent-test")]
    [InlineData("API-Gateway-Execution-Logs_a1b2c3d4e5/test")]
    [InlineData("/aws/vendedlogs/states/opsagent-controller-test")]
    public async Task Logs_MayUseItForEachOfOurGroups(string group)
    {
        var request = As("logs.us-east-1.amazonaws.com").With(LogsContext, $"arn:aws:logs:us-east-1:123456789012:log-group:{group}");
        Assert.Equal(Uses.Order(StringComparer.Ordinal), await AllowedAsync(request));
        Assert.Empty(await AllowedAsync(request.With(LogsContext, "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/other")));
        Assert.Empty(await AllowedAsync(request.With(LogsContext, $"arn:aws:logs:us-east-1:210987654321:log-group:{group}")));
        Assert.Empty(await AllowedAsync(request with { Context = new Dictionary<string, string[]>() }));
        Assert.Empty(await AllowedAsync(request with { Principal = ("Service", "logs.us-west-2.amazonaws.com") }));
    }

    [Theory]
    [InlineData("cloudwatch.amazonaws.com")]
    [InlineData("sns.amazonaws.com")]
    [InlineData("delivery.logs.amazonaws.com")]
    [InlineData("events.amazonaws.com")]
    public async Task AlarmsNoticesAndDelivery_MayEncryptForThisAccountAlone(string service)
    {
        var request = As(service).With("aws:SourceAccount", "123456789012");
        Assert.Equal(["kms:Decrypt", "kms:GenerateDataKey"], await AllowedAsync(request));
        Assert.Empty(await AllowedAsync(request.With("aws:SourceAccount", "210987654321")));
        Assert.Empty(await AllowedAsync(As(service)));
    }

    [Theory]
    [InlineData("Service", "lambda.amazonaws.com")]
    [InlineData("Service", "states.amazonaws.com")]
    [InlineData("Service", "apigateway.amazonaws.com")]
    [InlineData("AWS", "arn:aws:iam::210987654321:root")]
    [InlineData("AWS", "*")]
    public async Task Others_MayNothing(string kind, string name) =>
        Assert.Empty(await AllowedAsync(new AccessRequest("kms:Decrypt", KeyArn) { Principal = (kind, name) }.With("aws:SourceAccount", "123456789012")));

    [Fact]
    public async Task Account_DecidesByIam_AndNobodyElseIsNamed()
    {
        Assert.Equal(Uses.Concat(Others).Order(StringComparer.Ordinal), await AllowedAsync(new AccessRequest("kms:Decrypt", KeyArn) { Principal = ("AWS", "arn:aws:iam::123456789012:root") }));
        var named = Policy.Parse((await ExpandedTemplate.TestAsync()).Properties("Key")["KeyPolicy"]!).Statements.SelectMany(s => s.Principals!);
        Assert.Equal(
            [
                ("AWS", "arn:aws:iam::123456789012:root"), ("Service", "cloudwatch.amazonaws.com"), ("Service", "delivery.logs.amazonaws.com"), ("Service", "events.amazonaws.com"),
                ("Service", "logs.us-east-1.amazonaws.com"), ("Service", "sns.amazonaws.com"),
            ],
            named.Order());
    }

    [Fact]
    public async Task Key_IsRotatedAndKept()
    {
        var template = await ExpandedTemplate.TestAsync();
        Assert.True(template.Properties("Key")["EnableKeyRotation"]!.GetValue<bool>());
        Assert.Equal("RetainExceptOnCreate", template.Resources["Key"]["DeletionPolicy"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("DecisionKey", "ProposalsRole", Decision.Allow)]
    [InlineData("DecisionKey", "AuditDigestRole", Decision.ExplicitDeny)]
    [InlineData("DecisionKey", "ExecuteActionRole", Decision.ExplicitDeny)]
    [InlineData("DecisionKey", "ChatRole", Decision.ExplicitDeny)]
    [InlineData("DecisionKey", "an-administrator", Decision.ExplicitDeny)]
    [InlineData("DigestKey", "AuditDigestRole", Decision.Allow)]
    [InlineData("DigestKey", "ProposalsRole", Decision.ExplicitDeny)]
    [InlineData("DigestKey", "ReconcilerRole", Decision.ExplicitDeny)]
    [InlineData("DigestKey", "an-administrator", Decision.ExplicitDeny)]
    public async Task SigningKey_IsSignedWithByItsOneRoleAlone(string key, string role, Decision decision)
    {
        var policy = Policy.Parse((await ExpandedTemplate.TestAsync()).Properties(key)["KeyPolicy"]!);
        var request = new AccessRequest("kms:Sign", $"arn:aws:kms:us-east-1:123456789012:key/{key}") { Principal = ("AWS", "arn:aws:iam::123456789012:root") }
            .With("aws:PrincipalArn", $"arn:aws:iam::123456789012:role/{role}");

        Assert.Equal(decision, Policy.Decide([policy], request));
        Assert.Equal(decision, Policy.Decide([policy], request with { Action = "kms:CreateGrant" }));
        Assert.Equal(Decision.Allow, Policy.Decide([policy], request with { Action = "kms:GetPublicKey" }));
    }

    [Fact]
    public async Task SigningKeys_Changed_AreToldOf()
    {
        var template = await ExpandedTemplate.TestAsync();
        Assert.Equal(
            ["DecisionKey", "DigestKey"],
            template.Properties("SigningKeyChanged")["EventPattern"]!["detail"]!["resources"]!["ARN"]!.AsArray().Select(arn => arn!.GetValue<string>().Split('/')[1]));
        Assert.All(["DecisionKey", "DigestKey"], key => Assert.Equal(("ECC_NIST_P256", "SIGN_VERIFY"), ((string?)template.Properties(key)["KeySpec"], (string?)template.Properties(key)["KeyUsage"])));
    }

    private static AccessRequest As(string service) => new("kms:Decrypt", KeyArn) { Principal = ("Service", service) };

    private static async Task<IReadOnlyList<string>> AllowedAsync(AccessRequest request)
    {
        var policy = Policy.Parse((await ExpandedTemplate.TestAsync()).Properties("Key")["KeyPolicy"]!);
        return [.. Uses.Concat(Others).Where(a => Policy.Decide([policy], request with { Action = a }) == Decision.Allow).Order(StringComparer.Ordinal)];
    }
}
