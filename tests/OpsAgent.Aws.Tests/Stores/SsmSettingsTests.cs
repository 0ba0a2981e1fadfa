using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Identity;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class SsmSettingsTests(Moto moto)
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ValueChanged_ShowsItAfterSixtySecondsAndNotBefore()
    {
        var settings = new SsmSettings(moto.Clients, "/changed", _time);
        await PutAsync(moto, "/changed/api-key", "one");
        Assert.Equal("one", await settings.ReadAsync(SettingNames.ApiKey, Stop));
        await PutAsync(moto, "/changed/api-key", "two");

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", await settings.ReadAsync(SettingNames.ApiKey, Stop));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await settings.ReadAsync(SettingNames.ApiKey, Stop));
    }

    [Fact]
    public async Task ReadAgain_ValueChanged_ShowsItAtOnceAndToTheNextReaderToo()
    {
        var settings = new SsmSettings(moto.Clients, "/again", _time);
        Assert.Null(await settings.ReadAsync(SettingNames.ApiKey, Stop));
        await PutAsync(moto, "/again/api-key", "one");

        Assert.Null(await settings.ReadAsync(SettingNames.ApiKey, Stop));
        Assert.Equal("one", await settings.ReadAgainAsync(SettingNames.ApiKey, Stop));
        Assert.Equal("one", await settings.ReadAsync(SettingNames.ApiKey, Stop));
    }

    private static async Task PutAsync(Moto moto, string name, string value) =>
        await moto.Clients.Ssm.PutParameterAsync(new PutParameterRequest { Name = name, Value = value, Type = ParameterType.SecureString, Overwrite = true }, Stop);
}
