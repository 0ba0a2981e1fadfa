using Amazon.S3.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Audit.Digests;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IDigestArchive"/> in a bucket with Object Lock, whose default retention every object gets.</summary>
public sealed class S3DigestArchive(AwsClients clients, string bucket) : IDigestArchive
{
    public async Task<string> KeepAsync(string key, string text, CancellationToken cancellationToken)
    {
        var resource = $"{bucket}/{key}";
        try
        {
            await AwsCall.RunAsync(
                "s3:PutObject",
                resource,
                () => clients.S3.PutObjectAsync(
                    new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = text, ContentType = "application/json", IfNoneMatch = "*", UseChunkEncoding = false }, cancellationToken),
                "PreconditionFailed");
            return text;
        }
        catch (Amazon.S3.AmazonS3Exception e) when (e.ErrorCode == "PreconditionFailed")
        {
            return await AwsCall.RunAsync("s3:GetObject", resource, async () =>
            {
                using var found = await clients.S3.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key }, cancellationToken);
                using var reader = new StreamReader(found.ResponseStream);
                return await reader.ReadToEndAsync(cancellationToken);
            });
        }
    }
}
