using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;

namespace OpsAgent.EndToEnd.Tests;

/// <summary><c>opsagent</c> where others have left something for it: a folder, an environment, a umask.</summary>
public sealed class ForeignSurroundingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-foreign-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Up_BesidePlantedSettings_ListensOnItsOwnPortsAlone()
    {
        var planted = Enumerable.Range(0, 5).Select(_ => FreePort()).ToList();
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "appsettings.json"),
            $$"""
            {"Urls": "http://0.0.0.0:{{planted[1]}}", "Kestrel": {"Endpoints": {"Planted": {"Url": "http://0.0.0.0:{{planted[0]}}"} } } }
            """);
        File.Copy(Path.Combine(_folder.FullName, "appsettings.json"), Path.Combine(_folder.FullName, "appsettings.Production.json"));
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://0.0.0.0:{planted[2]}",
            ["ASPNETCORE_Kestrel__Endpoints__Planted__Url"] = $"http://0.0.0.0:{planted[3]}",
            ["DOTNET_URLS"] = $"http://0.0.0.0:{planted[4]}",
            ["HTTP_PROXY"] = "http://127.0.0.1:1",
        };

        using var cli = Cli.StartCarelessly(_folder.FullName, environment, "up", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--ready-file", "ready.json");
        await cli.ReadUntilAsync("Ctrl-C");

        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        Assert.DoesNotContain(listeners, l => planted.Contains(l.Port));
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "ready.json")));
        foreach (var port in new[] { "url", "states_url", "lambda_url" }.Select(name => new Uri(ready.RootElement.GetProperty(name).GetString()!).Port))
        {
            Assert.Equal(IPAddress.Loopback, Assert.Single(listeners, l => l.Port == port).Address);
        }

        Assert.Equal(0, await cli.StopAsync());
    }

    public static bool HasModes => !OperatingSystem.IsWindows();

    [Theory(Skip = "Windows has no such modes.", SkipUnless = nameof(HasModes))]
    [InlineData("up", "--port", "0", "--states-port", "0", "--lambda-port", "0", "--ready-file", "data/ready.json")]
    [InlineData("states", "--port", "0")]
    public async Task Run_WithoutAUmask_KeepsItsFilesToItsUser(params string[] arguments)
    {
        var data = Path.Combine(_folder.FullName, "data");
        using var cli = Cli.StartCarelessly(_folder.FullName, new Dictionary<string, string>(), [.. arguments, "--data", "data"]);
        await cli.ReadUntilAsync("Ctrl-C");

        var files = Directory.GetFiles(data);
        Assert.Contains(Path.Combine(data, "states.db-wal"), files);
        Assert.Equal(arguments.Contains("--ready-file"), files.Contains(Path.Combine(data, "ready.json")));
#pragma warning disable CA1416 // skipped on Windows
        Assert.Equal("UserExecute, UserWrite, UserRead", File.GetUnixFileMode(data).ToString());
        Assert.All(files, file => Assert.Equal($"{file} UserWrite, UserRead", $"{file} {File.GetUnixFileMode(file)}"));
#pragma warning restore CA1416
        Assert.Equal(0, await cli.StopAsync());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
