using System.Text.Json;

namespace OpsAgent.Compat.Tests.Support;

internal static class Expect
{
    public static void Json(string expected, string actual)
    {
        using var wanted = JsonDocument.Parse(expected);
        using var got = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, got.RootElement), actual);
    }

    /// <summary>The fields of a form, decoded, whatever their order.</summary>
    public static void Form(IEnumerable<(string Name, string Value)> expected, string actual) => Assert.Equal(
        expected.OrderBy(static field => field.Name, StringComparer.Ordinal),
        actual.Split('&').Select(static field => field.Split('=', 2))
            .Select(static field => (Uri.UnescapeDataString(field[0]), Uri.UnescapeDataString(field[1])))
            .OrderBy(static field => field.Item1, StringComparer.Ordinal));

    /// <summary>A POST, signed for the service, with a signature that verifies.</summary>
    public static void Signed(string service, ReceivedRequest sent, string path = "/")
    {
        Assert.Equal(("POST", path), (sent.Method, sent.Path));
        var (scope, signed, signature) = SigV4.Parse(sent["Authorization"]!);
        Assert.Equal($"{FakeCredentials.AccessKey}/{sent["X-Amz-Date"]![..8]}/{FakeCredentials.Region}/{service}/aws4_request", scope);
        Assert.Superset(new HashSet<string> { "host", "x-amz-date", "content-type" }, signed.ToHashSet());
        Assert.Equal(SigV4.Expected(sent, scope, signed, FakeCredentials.SecretKey), signature);
    }

    /// <summary>12:53:20 UTC on 21 January 2026 and so many seconds more: 1769000000 on the wire.</summary>
    public static DateTime Time(double seconds = 0) => new DateTime(2026, 1, 21, 12, 53, 20, DateTimeKind.Utc).AddSeconds(seconds);

    public static void Utc(DateTime expected, DateTime? actual)
    {
        Assert.Equal(expected, actual);
        Assert.Equal(DateTimeKind.Utc, actual!.Value.Kind);
    }
}
