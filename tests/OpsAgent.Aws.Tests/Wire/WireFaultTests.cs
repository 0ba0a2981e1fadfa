using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Wire;

/// <summary>Every call of every reader and store, for every way in which a wire fails: what AwsCall's table says, and never an exception of the SDK.</summary>
public sealed class WireFaultTests(Moto moto) : IAsyncLifetime
{
    private MotoAccount _account = null!;

    public static TheoryData<string, ErrorCode> Faults { get; } = new()
    {
        { CloudFailure.Throttled, ErrorCode.AwsThrottled },
        { CloudFailure.AccessDenied, ErrorCode.AwsAccessDenied },
        { CloudFailure.Error, ErrorCode.AwsServiceError },
        { WireFault.Unavailable, ErrorCode.AwsServiceError },
        { WireFault.Refused, ErrorCode.AwsServiceError },
        { WireFault.Reset, ErrorCode.AwsServiceError },
        { WireFault.Malformed, ErrorCode.AwsServiceError },
        { WireFault.CutShort, ErrorCode.AwsServiceError },
        { WireFault.Html, ErrorCode.AwsServiceError },
        { WireFault.Slow, ErrorCode.AwsServiceError },
    };

    public async ValueTask InitializeAsync()
    {
        _account = await MotoAccount.OpenAsync(moto);
        await _account.QueryAsync(
            "ec2", "2016-11-15", "RunInstances", "ImageId", "ami-12c6146b", "MinCount", "1", "MaxCount", "1",
            "TagSpecification.1.ResourceType", "instance", "TagSpecification.1.Tag.1.Key", "Role", "TagSpecification.1.Tag.1.Value", "web");
        await _account.QueryAsync("elasticloadbalancing", "2015-12-01", "CreateTargetGroup", "Name", "web", "TargetType", "lambda");
        await _account.JsonAsync("ecs", "AmazonEC2ContainerServiceV20141113.CreateCluster", """{"clusterName":"production"}""");
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public Task EveryReader_IsTold(string kind, ErrorCode code) => EachIsToldAsync(PortCall.Readers, kind, code);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task EveryStore_IsTold(string kind, ErrorCode code) => EachIsToldAsync(PortCall.Stores, kind, code);

    [Theory]
    [InlineData(CloudFailure.Throttled)]
    [InlineData(CloudFailure.Error)]
    [InlineData(WireFault.Unavailable)]
    [InlineData(WireFault.Reset)]
    public async Task Reader_AfterOneFault_TriesAgainAndAnswers(string kind)
    {
        await using var faulty = await FaultyAws.StartAsync(moto.Url, "DescribeServices", kind, times: 1);
        using var clients = _account.ClientsAt(faulty.Url, AwsTimeouts.Standard);

        Assert.Equal(
            ErrorCode.ResourceNotFound, (await Assert.ThrowsAsync<AwsException>(() => new EcsServices(clients).FindAsync("nowhere", "web", TestContext.Current.CancellationToken))).Code);
        Assert.True(faulty.Failures > 1);
    }

    [Fact]
    public async Task Reader_WhoseCallerGoesAway_EndsAsCancelledAndNotAsAFailureOfAws()
    {
        var faulty = await _account.FailingAsync("ecs:DescribeServices", WireFault.Slow, AwsTimeouts.Standard);
        using var gone = new CancellationTokenSource();
        var reading = new EcsServices(faulty).FindAsync("production", "web", gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private async Task EachIsToldAsync(IEnumerable<PortCall> calls, string kind, ErrorCode code)
    {
        // With the SDK's own HTTP client, and with the one that sends once. What hangs is waited for, and no test can hurry it.
        var attempt = TimeSpan.FromSeconds(kind == WireFault.Slow ? 2 : 30);
        var answers = await Task.WhenAll(
            from call in calls
            from timing in new[] { new AwsTimeouts(attempt, 1), new AwsTimeouts(attempt, 0) }
            select FaultOfAsync(call, timing, kind, code));

        Assert.Equal(string.Empty, string.Join('\n', answers.OfType<string>()));
    }

    // AWS's sentence is kept, and said to be AWS's.
    private static bool Raw(string message) => message.Replace("AWS says: raw words of AWS.", string.Empty, StringComparison.Ordinal).Contains("raw words", StringComparison.Ordinal);

    /// <returns>What is wrong with how the fault was told, or null.</returns>
    private async Task<string?> FaultOfAsync(PortCall call, AwsTimeouts timing, string kind, ErrorCode code)
    {
        var place = $"{call.Port} ({call.Action}, {timing.Retries} retries)";
        var clients = await _account.FailingAsync(call.Action, kind, timing);
        try
        {
            await call.RunAsync(clients);
            return $"{place} answered";
        }
        catch (AwsException e)
        {
            return (e.Code, e.Action) != (code, call.Action) ? $"{place}: {e.Code} of {e.Action}"
                : !e.Message.Contains($"{call.Action} on {e.Resource}", StringComparison.Ordinal) || Raw(e.Message) || e.Message.Contains("()", StringComparison.Ordinal) ? $"{place}: {e.Message}"
                : null;
        }
        catch (AuditWriteException e)
        {
            return call.Port == "IAuditTrail.Append" && e.Message.Contains(call.Action, StringComparison.Ordinal) ? null : $"{place}: {e.Message}";
        }
#pragma warning disable CA1031 // That anything else comes out is what the test is about.
        catch (Exception e)
        {
            return $"{place}: {e.GetType().FullName}: {e.Message}";
        }
#pragma warning restore CA1031
    }
}
