using System.Net;

using OpsAgent.Functions.Configuration;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>Rates over HTTP and the SQLite counter. The clock stands, however long a request takes.</summary>
public sealed class RateTests
{
    [Fact]
    public async Task Request_OverTheLimitOfTheDeployment_IsHttp429UntilTheNextMinute()
    {
        var deployment = DeploymentReader.Read(v => v is "OPSAGENT_REQUESTS_PER_MINUTE" or "OPSAGENT_FAILURES_PER_MINUTE" ? "3" : null, DeploymentHost.Local).Deployment;
        await using var agent = await LocalAgent.StartAsync(new LocalOptions { Deployment = deployment });
        using var client = new HttpClient { BaseAddress = agent.Host.Url };

        Assert.Equal([200, 200, 200, 429], await StatusesAsync(agent.Host.ApiKey!, LocalUsers.Engineer, 4));
        Assert.Equal([401, 401, 401, 403], await StatusesAsync("wrong", LocalUsers.Lead, 4));
        Assert.Equal([200], await StatusesAsync(agent.Host.ApiKey!, LocalUsers.Lead, 1));

        agent.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([200], await StatusesAsync(agent.Host.ApiKey!, LocalUsers.Engineer, 1));

        async Task<IReadOnlyList<int>> StatusesAsync(string key, string user, int count)
        {
            var statuses = new List<int>();
            for (var i = 0; i < count; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/operations/proposals", UriKind.Relative));
                request.Headers.Add("X-API-Key", key);
                request.Headers.Add("X-OpsAgent-User", user);
                using var response = await client.SendAsync(request);
                Assert.Equal(response.StatusCode is HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is { Delta: { TotalSeconds: > 0 and <= 60 } });
                statuses.Add((int)response.StatusCode);
            }

            return statuses;
        }
    }
}
