using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Identity;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class SsmParameterStoreTests(Moto moto) : ParameterStoreContract, IAsyncLifetime
{
    private const string Prefix = "/deployed/here";

    private readonly FakeTimeProvider _time = new();
    private MotoAccount _account = null!;
    private FaultyAws _line = null!;
    private AwsClients _clients = null!;
    private SsmParameterStore _settings = null!;

    protected override IParameterStore Settings => _settings;

    public async ValueTask InitializeAsync()
    {
        _account = await MotoAccount.OpenAsync(moto);
        _line = await FaultyAws.StartAsync(moto.Url, "GetParameter", WireFault.Unavailable);
        _line.IsOn = false;
        _clients = _account.ClientsAt(_line.Url, AwsTimeouts.SingleAttempt);
        _settings = new SsmParameterStore(_clients, Prefix, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _line.DisposeAsync();
        await _account.DisposeAsync();
    }

    [Fact]
    public async Task Read_ValueChanged_IsNotAskedForBeforeSixtySeconds()
    {
        await SetAsync(ParameterNames.ApiKey, "one");
        await Settings.ReadAsync(ParameterNames.ApiKey, Stop);
        await SetAsync(ParameterNames.ApiKey, "two");

        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal("one", await Settings.ReadAsync(ParameterNames.ApiKey, Stop));
    }

    protected override async Task SetAsync(string name, string? value)
    {
        var parameter = Prefix + name["/opsagent".Length..];
        if (value is null)
        {
            await _account.Clients.Ssm.DeleteParametersAsync(new DeleteParametersRequest { Names = [parameter] }, Stop);
            return;
        }

        await _account.Clients.Ssm.PutParameterAsync(
            new PutParameterRequest { Name = parameter, Value = value, Type = ParameterType.SecureString, Overwrite = true }, Stop);
    }

    protected override void Advance(TimeSpan time) => _time.Advance(time);

    protected override Task BreakAsync(bool broken)
    {
        _line.IsOn = broken;
        return Task.CompletedTask;
    }
}
