using System.Text.Json.Nodes;

using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Something happened two and a half hours ago: its hour and those since are signed, once each, and held against the archive afterwards.</summary>
internal static class DigestStory
{
    public static async Task PlayAsync(Stage stage)
    {
        await stage.World.HappenAsync(DateTimeOffset.UtcNow.AddMinutes(-150));
        Assert.InRange(await RunAsync(stage), 2, 3);

        // The next hour may begin in between.
        Assert.InRange(await RunAsync(stage), 0, 1);
    }

    private static async Task<int> RunAsync(Stage stage)
    {
        var done = await stage.StepAsync(FunctionNames.AuditDigest, new JsonObject { ["detail-type"] = "Scheduled Event" });
        Assert.Equal(0, done["findings"]!.GetValue<int>());
        return done["digests"]!.GetValue<int>();
    }
}
