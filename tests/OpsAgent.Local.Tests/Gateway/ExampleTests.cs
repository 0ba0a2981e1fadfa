using OpsAgent.Deployment.Tests.OpenApi;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>Every request that openapi-schema.yaml shows, sent as it stands there.</summary>
public sealed class ExampleTests
{
    private static readonly IReadOnlyList<DocumentedRoute> All = [.. DocumentedRoute.In(Document.Read()).Where(r => r.IsOurs)];

    public static TheoryData<string> Routes => [.. All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Example_ToEitherDoor_SucceedsAsTheFileSays(string name)
    {
        var route = All.Single(r => r.Name == name);
        await using var local = await Door.OfLocalHostAsync();
        await using var gateway = await Door.OfGatewayAsync(Document.Read());

        var (here, there) = (await SendAsync(route, local), await SendAsync(route, gateway));

        Assert.Equal(!route.TakesAPerson, (bool?)here.Json?["success"]);
        Assert.True(route.TakesAPerson || here.Status == route.Success, $"{here.Status}");
        Assert.All([here, there], a => Assert.Null(route.Fault(a)));
        Assert.Empty((here.Json?["verification"] is null ? Difference.None : Difference.Verification).Faults(there, here));
    }

    private static async Task<Heard> SendAsync(DocumentedRoute route, Door door)
    {
        var sent = (await route.ExampleAsync(door)).With("Origin", Door.OtherOrigin);
        return await (route.Waits ? door.SendAsync(sent) : door.AskAsync(sent));
    }
}
