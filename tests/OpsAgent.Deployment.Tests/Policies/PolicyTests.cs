namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>The evaluator against cases that AWS documents; each class of cases names the page of the IAM User Guide.</summary>
public sealed class PolicyTests
{
    // "Policy evaluation logic": a request is denied by default; an explicit allow overrides that; an explicit deny overrides any allow.
    private static readonly Policy S3WithoutLogs = Policy.Parse("""
        {"Version":"2012-10-17","Statement":[
          {"Sid":"AllowS3ListRead","Effect":"Allow","Action":["s3:GetBucketLocation","s3:ListAllMyBuckets"],"Resource":"arn:aws:s3:::*"},
          {"Sid":"AllowS3Self","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::carlossalazar/*","arn:aws:s3:::carlossalazar"]},
          {"Sid":"DenyS3Logs","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*log*"}]}
        """);

    [Theory]
    [InlineData("s3:PutObject", "arn:aws:s3:::carlossalazar/notes.txt", Decision.Allow)]
    [InlineData("S3:putobject", "arn:aws:s3:::carlossalazar/notes.txt", Decision.Allow)]
    [InlineData("s3:GetBucketLocation", "arn:aws:s3:::anybody", Decision.Allow)]
    [InlineData("s3:GetObject", "arn:aws:s3:::anybody/notes.txt", Decision.ImplicitDeny)]
    [InlineData("s3:PutObject", "arn:aws:s3:::CarlosSalazar/notes.txt", Decision.ImplicitDeny)]
    [InlineData("ec2:RebootInstances", "arn:aws:s3:::carlossalazar/notes.txt", Decision.ImplicitDeny)]
    [InlineData("s3:GetObject", "arn:aws:s3:::carlossalazar/log.txt", Decision.ExplicitDeny)]
    [InlineData("s3:GetBucketLocation", "arn:aws:s3:::logs", Decision.ExplicitDeny)]
    public void Identity_WithAllowAndDeny_LetsTheDenyWin(string action, string resource, Decision expected) =>
        Assert.Equal(expected, Policy.Decide([S3WithoutLogs], new AccessRequest(action, resource)));

    // "IAM JSON policy elements: NotAction" and "NotResource": with Allow, everything else is allowed; with Deny, everything else is denied.
    [Theory]
    [InlineData("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/a", Decision.Allow)]
    [InlineData("s3:GetObject", "arn:aws:s3:::Other/a", Decision.ExplicitDeny)]
    [InlineData("iam:CreateUser", "arn:aws:s3:::HRBucket/Payroll/a", Decision.ImplicitDeny)]
    public void Identity_WithNotActionAndNotResource_TurnsThemRound(string action, string resource, Decision expected)
    {
        var policy = Policy.Parse("""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","NotAction":"iam:*","Resource":"*"},
              {"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::HRBucket/Payroll","arn:aws:s3:::HRBucket/Payroll/*"]}]}
            """);
        Assert.Equal(expected, Policy.Decide([policy], new AccessRequest(action, resource)));
    }

    // "Policies and permissions in IAM, session policies": the session may what the role and the session policy both allow.
    [Theory]
    [InlineData("s3:GetObject", "arn:aws:s3:::one/a", Decision.Allow)]
    [InlineData("s3:PutObject", "arn:aws:s3:::one/a", Decision.ImplicitDeny)]
    [InlineData("s3:GetObject", "arn:aws:s3:::two/a", Decision.ImplicitDeny)]
    [InlineData("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:q", Decision.ImplicitDeny)]
    [InlineData("s3:GetObject", "arn:aws:s3:::one/secret", Decision.ExplicitDeny)]
    public void Session_IsTheIntersectionOfRoleAndSessionPolicy(string action, string resource, Decision expected)
    {
        var role = Policy.Parse("""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::one/*"},
              {"Effect":"Deny","Action":"*","Resource":"*/secret"}]}
            """);
        var session = Policy.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","sqs:*"],"Resource":"*"}}""");
        Assert.Equal(expected, Policy.DecideInSession([role], session, new AccessRequest(action, resource)));
    }

    [Fact]
    public void Principal_OfAResourcePolicy_IsTheOneThatAsks()
    {
        var policy = Policy.Parse("""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":["logs.us-east-1.amazonaws.com"]},"Action":"kms:Decrypt","Resource":"*"}}
            """);
        var request = new AccessRequest("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/1");
        Assert.Equal(Decision.Allow, Policy.Decide([policy], request with { Principal = ("Service", "logs.us-east-1.amazonaws.com") }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], request with { Principal = ("Service", "logs.eu-west-1.amazonaws.com") }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], request with { Principal = ("AWS", "logs.us-east-1.amazonaws.com") }));
        Assert.Equal(Decision.ImplicitDeny, Policy.Decide([policy], request));
    }

    [Theory]
    [InlineData("""{"Version":"2008-10-17","Statement":[]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"a:B","Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","NotAction":"a:C","Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"a:B","Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","Resource":{"Ref":"X"}}]}""")]
    public void Parse_OfWhatIsNotKnown_Fails(string document) => Assert.Throws<FormatException>(() => Policy.Parse(document));

    [Fact]
    public void Pattern_WithAVariable_IsRefusedRatherThanReadAsText() => Assert.Throws<NotSupportedException>(
        () => Policy.Decide(
            [Policy.Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${aws:username}"}]}""")],
            new AccessRequest("a:B", "arn:aws:s3:::x")));
}
