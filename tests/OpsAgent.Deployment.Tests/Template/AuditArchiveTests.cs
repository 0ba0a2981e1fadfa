using System.Text.Json.Nodes;

using OpsAgent.Deployment.Tests.Policies;

namespace OpsAgent.Deployment.Tests.Template;

/// <summary>The bucket that keeps the audit's digests a second time: locked for seven years, and put to by AuditDigest alone.</summary>
public sealed class AuditArchiveTests
{
    private const string Digest = "arn:aws:s3:::auditarchive/test/2026/11/28/18-1.json";
    private const string Digester = "arn:aws:iam::123456789012:role/AuditDigestRole";

    [Fact]
    public async Task Archive_IsMadeOnlyIfAskedFor()
    {
        var without = await ExpandedTemplate.TestAsync();
        Assert.DoesNotContain(without.Resources.Keys, id => id.StartsWith("AuditArchive", StringComparison.Ordinal));
        Assert.Equal((string.Empty, "arn:aws:kms:us-east-1:123456789012:key/DigestKey"), (Variable(without, "OPSAGENT_AUDIT_ARCHIVE_BUCKET"), Variable(without, "OPSAGENT_DIGEST_KEY_ARN")));
        var with = await ArchiveAsync();
        Assert.Equal("auditarchive", Variable(with, "OPSAGENT_AUDIT_ARCHIVE_BUCKET"));
        Assert.Equal("auditarchive", (string?)with.Outputs.Value["AuditArchiveName"]!["Value"]);
    }

    [Fact]
    public async Task Archive_LocksEachDigestForAsLongAsEventsAreKept_AndOutlivesTheStack()
    {
        var template = await ArchiveAsync();
        var bucket = template.Properties("AuditArchive");

        Assert.True((bool?)bucket["ObjectLockEnabled"]);
        Assert.Equal("""{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":2557}}}""", bucket["ObjectLockConfiguration"]!.ToJsonString());
        Assert.Equal("""{"Status":"Enabled"}""", bucket["VersioningConfiguration"]!.ToJsonString());
        Assert.Equal("""{"ServerSideEncryptionConfiguration":[{"ServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}""", bucket["BucketEncryption"]!.ToJsonString());
        Assert.Equal(["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"], bucket["PublicAccessBlockConfiguration"]!.AsObject().Where(b => b.Value!.GetValue<bool>()).Select(b => b.Key));
        Assert.All(["AuditArchive", "AuditArchivePolicy"], id => Assert.Equal(("RetainExceptOnCreate", "Retain"), ((string?)template.Resources[id]["DeletionPolicy"], (string?)template.Resources[id]["UpdateReplacePolicy"])));
    }

    // The account's IAM decides what the bucket's policy does not deny.
    [Theory]
    [InlineData(Digester, "s3:PutObject", "*", "true", false)]
    [InlineData(Digester, "s3:PutObject", null, "true", true)]
    [InlineData(Digester, "s3:PutObject", "*", "false", true)]
    [InlineData("arn:aws:iam::123456789012:role/ProposalsRole", "s3:PutObject", "*", "true", true)]
    [InlineData("arn:aws:iam::123456789012:role/Administrator", "s3:PutObject", "*", "true", true)]
    [InlineData("arn:aws:iam::123456789012:root", "s3:PutObject", "*", "true", true)]
    [InlineData("arn:aws:iam::123456789012:role/Auditor", "s3:GetObject", null, "true", false)]
    [InlineData("arn:aws:iam::123456789012:role/Auditor", "s3:GetObject", null, "false", true)]
    public async Task Archive_TakesWhatIsNew_FromAuditDigestAlone_AndByTls(string principal, string action, string? ifNoneMatch, string tls, bool isDenied)
    {
        var policy = Policy.Parse((await ArchiveAsync()).Properties("AuditArchivePolicy")["PolicyDocument"]!);
        var request = new AccessRequest(action, Digest).With("aws:PrincipalArn", principal).With("aws:SecureTransport", tls);

        Assert.Equal(isDenied ? Decision.ExplicitDeny : Decision.ImplicitDeny, Policy.Decide([policy], ifNoneMatch is null ? request : request.With("s3:if-none-match", ifNoneMatch)));
    }

    [Fact]
    public async Task AuditDigest_PutsAndReadsDigestsOfItsEnvironment_AndMayNeitherDeleteNorUnlockThem()
    {
        var template = await ArchiveAsync();
        string[] others = ["s3:GetObjectVersion", "s3:ListBucket", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention", "s3:PutObjectLegalHold", "s3:BypassGovernanceRetention", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketPolicy"];
        Assert.All(["s3:PutObject", "s3:GetObject"], action => Assert.True(Rules.Access.IsGivenToRole(template, "AuditDigestRole", new AccessRequest(action, Digest)), action));
        Assert.False(Rules.Access.IsGivenToRole(template, "AuditDigestRole", new AccessRequest("s3:PutObject", Digest.Replace("/test/", "/other/", StringComparison.Ordinal))));
        Assert.All(others, action => Assert.False(Rules.Access.IsGivenToRole(template, "AuditDigestRole", new AccessRequest(action, Digest)), action));
    }

    private static Task<ExpandedTemplate> ArchiveAsync() => ExpandedTemplate.OfAsync("CreateAuditArchive=true");

    private static string? Variable(ExpandedTemplate template, string name) => (string?)template.Properties("AuditDigestFunction")["Environment"]!["Variables"]![name];
}
