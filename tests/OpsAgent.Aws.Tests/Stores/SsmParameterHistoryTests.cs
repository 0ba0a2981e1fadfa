using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class SsmParameterHistoryTests(Moto moto) : IAsyncLifetime
{
    private const string Prefix = "/deployed/here";

    private MotoAccount _account = null!;
    private FaultyAws _line = null!;
    private AwsClients _clients = null!;
    private SsmParameterHistory _history = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _account = await MotoAccount.OpenAsync(moto);
        _line = await FaultyAws.StartAsync(moto.Url, "GetParameterHistory", WireFault.Unavailable);
        _line.IsOn = false;
        _clients = _account.ClientsAt(_line.Url, AwsTimeouts.SingleAttempt);
        _history = new SsmParameterHistory(_clients, Prefix);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _line.DisposeAsync();
        await _account.DisposeAsync();
    }

    [Fact]
    public async Task Read_AParameterOfMoreVersionsThanAPage_IsAllOfThemInOrder()
    {
        for (var i = 0; i < 60; i++)
        {
            await _account.Clients.Ssm.PutParameterAsync(
                new PutParameterRequest { Name = $"{Prefix}/policy", Value = $"v{i}", Type = ParameterType.String, Overwrite = true }, Stop);
        }

        var versions = await _history.ReadAsync(ParameterNames.Policy, Stop);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"v{i}"), versions.Select(v => v.Value));
        Assert.All(versions, v => Assert.True(v.At > new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Read_NoSuchParameter_IsEmpty() => Assert.Empty(await _history.ReadAsync(ParameterNames.Policy, Stop));

    [Fact]
    public async Task Read_AwsDoesNotAnswer_Throws()
    {
        _line.IsOn = true;

        Assert.Equal("ssm:GetParameterHistory", (await Assert.ThrowsAsync<AwsException>(() => _history.ReadAsync(ParameterNames.Policy, Stop))).Action);
    }
}
