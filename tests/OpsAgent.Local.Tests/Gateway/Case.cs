using OpsAgent.Local.Hosting;

namespace OpsAgent.Local.Tests.Gateway;

/// <summary>One way to ask any route, and what both doors answer.</summary>
/// <param name="Status">Of API Gateway.</param>
/// <param name="Code">Of API Gateway; null for an answer that is no refusal.</param>
/// <param name="Applies">The routes that can be asked so.</param>
/// <param name="Change">Makes it of the route's example.</param>
internal sealed record Case(string Name, int Status, string? Code, Func<DocumentedRoute, bool> Applies, Func<Sent, Sent> Change, Difference Difference)
{
    private const string Key = "X-API-Key";
    private const int Mebibyte = 1024 * 1024;

    /// <summary>None of them changes anything, so that one agent hears them all.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        new("no credentials", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer, s => s.Without(Key), Difference.OwnAnswer),
        new("no credentials, from the console", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer, s => s.Without(Key).With("Origin", Door.ConsoleOrigin), Difference.OwnAnswer),
        new("no credentials, from another listed page", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer, s => s.Without(Key).With("Origin", Door.OtherOrigin), Difference.OwnAnswer),
        new("a wrong key", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer, s => s.With(Key, "key-wrong"), Difference.OwnAnswer),
        new("a wrong and a right key", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer && r.IsOurs, s => s.With(Key, "key-wrong") with { Headers = [.. s.With(Key, "key-wrong").Headers, (Key, DocumentedRoute.Key)] }, Difference.None),
        new("a token where there is no issuer", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer, s => s.Without(Key).With("Authorization", "Bearer a.b.c"), Difference.OwnAnswer),
        new("another scheme", 401, "AUTHENTICATION_FAILED", r => r.HasAuthorizer, s => s.With("Authorization", "Basic YTpi"), Difference.OwnAnswer),
        new("a stranger", 403, "USER_NOT_AUTHORIZED", r => r.HasAuthorizer, s => s.With("X-OpsAgent-User", "stranger@example.com"), Difference.OwnAnswer),
        new("a pattern in the path", 403, "USER_NOT_AUTHORIZED", r => r.Path.EndsWith('}'), s => s.WithLastWord("*").With("X-OpsAgent-User", LocalUsers.Engineer), Difference.OwnAnswer),
        new("what is no JSON", 400, "NOT_JSON", r => r.HasBody, s => s with { Body = "{" }, Difference.None),
        new("no body", 400, "NOT_JSON", r => r.HasBody, s => s with { Body = string.Empty }, Difference.None),
        new("another media type", 415, "UNSUPPORTED_MEDIA_TYPE", r => r.HasBody, s => s.With("Content-Type", "text/plain"), Difference.None),
        new("a body beyond the functions' limit", 413, "PAYLOAD_TOO_LARGE", r => r.HasBody, s => s with { Body = new string(' ', 100_000) + "{}" }, Difference.None),
        new("a body beyond the local host's limit", 413, "PAYLOAD_TOO_LARGE", r => r.HasBody, s => s with { Body = new string(' ', 2 * Mebibyte) }, Difference.LocalLimit),
        new("a body beyond API Gateway's limit", 413, "PAYLOAD_TOO_LARGE", r => r.HasBody, s => s with { Body = new string(' ', 11 * Mebibyte) }, Difference.OwnAnswer),
        new("an unknown member", 200, "VALIDATION_ERROR", r => r.HasBody, s => s with { Body = s.Body!.Insert(1, "\"nonsense\":1,") }, Difference.None),
        new("a body's user and another one", 200, "VALIDATION_ERROR", r => r.HasBody, s => s.With("X-OpsAgent-User", "viewer@example.com"), Difference.None),
        new("a query that it does not take", 200, "VALIDATION_ERROR", r => r.HasAuthorizer && r.IsOurs, s => s.WithQuery("nonsense=1"), Difference.None),
        new("a query that it does not take, from the console", 200, "VALIDATION_ERROR", r => r.HasAuthorizer && r.IsOurs, s => s.WithQuery("nonsense=1").With("Origin", Door.ConsoleOrigin), Difference.None),
        new("a query that it does not take, from another listed page", 200, "VALIDATION_ERROR", r => r.HasAuthorizer && r.IsOurs, s => s.WithQuery("nonsense=1").With("Origin", Door.OtherOrigin), Difference.None),
        new("a query that it does not take, from a page that is not listed", 200, "VALIDATION_ERROR", r => r.HasAuthorizer && r.IsOurs, s => s.WithQuery("nonsense=1").With("Origin", "https://evil.example.com"), Difference.ForeignPage),
        new("a method that it does not take", 404, "NOT_FOUND", _ => true, s => s with { Method = "PATCH", Body = null }, Difference.UnknownMethod),
        new("a path below it", 404, "NOT_FOUND", _ => true, s => s with { Path = s.Path.Split('?')[0] + "/a/b" }, Difference.UnknownPath),
        Preflight("from the console", Door.ConsoleOrigin),
        Preflight("from another listed page", Door.OtherOrigin),
        Preflight("from a page that is not listed", "https://evil.example.com", Difference.ForeignPreflight),
        Preflight("from nowhere", null),
        new("a preflight of a path below it", 404, "NOT_FOUND", _ => true, s => new Sent("OPTIONS", s.Path.Split('?')[0] + "/a/b", [("Origin", Door.ConsoleOrigin)], null), Difference.UnknownPath),
    ];

    private static Case Preflight(string name, string? origin, Difference? difference = null) => new(
        $"a preflight {name}", 204, null, _ => true,
        s => new Sent("OPTIONS", s.Path, origin is null ? [] : [("Origin", origin), ("Access-Control-Request-Method", s.Method)], null), difference ?? Difference.None);
}
