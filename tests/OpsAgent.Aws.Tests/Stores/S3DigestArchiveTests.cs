using Amazon.S3.Model;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class S3DigestArchiveTests(Moto moto)
{
    private const string Key = "production/2026/03/14/09-1.json";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keep_InABucketWithObjectLock_PutsOnceAndAnswersWhatIsThere()
    {
        const string Bucket = "opsagent-audit-archive-once";
        await moto.Clients.S3.PutBucketAsync(new PutBucketRequest { BucketName = Bucket, ObjectLockEnabledForBucket = true }, Stop);
        var archive = new S3DigestArchive(moto.Clients, Bucket);
        var text = $$"""{"number":1,"text":"größer 日本 {{new string('x', 600_000)}}"}""";

        Assert.Equal(text, await archive.KeepAsync(Key, text, Stop));
        Assert.Equal(text, await archive.KeepAsync(Key, text, Stop));
        Assert.Equal(text, await archive.KeepAsync(Key, "another", Stop));

        var kept = await moto.Clients.S3.ListVersionsAsync(new ListVersionsRequest { BucketName = Bucket }, Stop);
        Assert.Equal(Key, Assert.Single(kept.Versions).Key);
    }

    [Fact]
    public async Task Keep_Always_AsksForNothingToBeThereAndSendsAChecksum()
    {
        HttpRequest? seen = null;
        var (ifNoneMatch, checksum, path) = (string.Empty, string.Empty, string.Empty);
        await using var aws = await LoopbackAws.StartAsync((context, _) =>
        {
            (seen, ifNoneMatch, checksum, path) = (context.Request, context.Request.Headers.IfNoneMatch.ToString(), string.Concat(context.Request.Headers.Keys.Where(k => k.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase))), context.Request.Path);
            return Task.CompletedTask;
        });

        await new S3DigestArchive(aws.Clients(AwsTimeouts.Standard), "bucket").KeepAsync(Key, "text", Stop);

        Assert.NotNull(seen);
        Assert.Equal(("*", $"/bucket/{Key}"), (ifNoneMatch, path));

        // Without one, S3 takes no object that gets a retention.
        Assert.NotEmpty(checksum);
    }

    [Fact]
    public async Task Keep_WhenTheFirstAnswerIsLost_FindsItsOwn()
    {
        var puts = 0;
        await using var aws = await LoopbackAws.StartAsync((context, _) =>
        {
            if (context.Request.Method == "GET")
            {
                return context.Response.WriteAsync("text");
            }

            context.Response.StatusCode = ++puts == 1 ? 500 : 412;
            return context.Response.WriteAsync(puts == 1
                ? "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>"
                : "<Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message><Condition>If-None-Match</Condition></Error>");
        });

        Assert.Equal("text", await new S3DigestArchive(aws.Clients(AwsTimeouts.Standard), "bucket").KeepAsync(Key, "text", Stop));
        Assert.Equal(2, puts);
    }

    [Theory]
    [InlineData(403, "AccessDenied", ErrorCode.AwsAccessDenied)]
    [InlineData(404, "NoSuchBucket", ErrorCode.PolicyDenied)]
    [InlineData(409, "ConditionalRequestConflict", ErrorCode.PolicyDenied)]
    [InlineData(503, "SlowDown", ErrorCode.AwsThrottled)]
    [InlineData(500, "InternalError", ErrorCode.AwsServiceError)]
    public async Task Keep_WhenS3Refuses_SaysWhichActionOnWhat(int status, string code, ErrorCode expected)
    {
        await using var aws = await LoopbackAws.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>No.</Message></Error>");
        });

        var thrown = await Assert.ThrowsAsync<AwsException>(() => new S3DigestArchive(aws.Clients(new AwsTimeouts(TimeSpan.FromSeconds(5), 0)), "bucket").KeepAsync(Key, "text", Stop));

        Assert.Equal((expected, "s3:PutObject", $"bucket/{Key}"), (thrown.Code, thrown.Action, thrown.Resource));
    }
}
