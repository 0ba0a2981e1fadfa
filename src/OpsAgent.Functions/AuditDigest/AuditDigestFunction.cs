using System.Text.Json;

using Amazon.Lambda.Core;

using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Metrics;

namespace OpsAgent.Functions.AuditDigest;

/// <summary>
/// Runs every hour and signs what the audit holds of each past hour. It reads the audit and puts digests: on a chain it puts nothing,
/// and whoever writes chains cannot sign. What it finds stands in the log, and is counted.
/// </summary>
/// <param name="ports">Null on a host that makes no digests: a run does nothing then.</param>
public sealed class AuditDigestFunction(AgentOptions options, DigestPorts? ports, EmbeddedMetrics? metrics, TimeProvider time)
{
    /// <exception cref="AwsException">What was made is kept, and the next run goes on.</exception>
    public async Task<AuditDigestResult> HandleAsync(JsonElement input, ILambdaContext lambdaContext, InvocationDeadline deadline)
    {
        if (ports is null)
        {
            return new AuditDigestResult(0, 0);
        }

        var writer = new DigestWriter(ports, options.Environment, time);
        try
        {
            await writer.RunAsync(deadline.Work);
        }
        catch (Exception e) when (e is OperationCanceledException or AwsException && deadline.Work.IsCancellationRequested)
        {
            lambdaContext.Logger.LogWarning("AuditDigest: its time was over; the next run goes on.");
        }
        finally
        {
            Tell(writer, lambdaContext.Logger);
        }

        return new AuditDigestResult(writer.Made.Count, writer.Findings.Count());
    }

    // The hash in the log is one more witness: who can write to the table cannot change the log.
    private void Tell(DigestWriter writer, ILambdaLogger log)
    {
        foreach (var finding in writer.Findings)
        {
            log.LogError($"ERROR AuditDigest: {WireName.Of(finding.Kind)}: {finding.Text}");
        }

        foreach (var digest in writer.Made)
        {
            log.LogInformation(
                $"AuditDigest: digest {digest.Number} of {Timestamps.Text(digest.From)} names {digest.Events} events; its SHA-256 is {DigestPart.HashOf(digest.Text())}.");
        }

        metrics?.Digested(writer.Made.Count, writer.Findings.Count());
    }
}
