using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// Keeps pages of other sites out: a browser sends them here, by this machine's address or by a host name that resolves to it.
/// </summary>
internal static class LoopbackGuard
{
    private const int DefaultPort = 80;
    private static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    public static Rejection? Check(HttpRequest request, IReadOnlyList<string> allowedOrigins)
    {
        var names = NamesAt(request.HttpContext.Connection.LocalPort);
        if (!names.Contains(request.Host.Value, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse($"This server answers to {string.Join(", ", names)} only; the request's Host is another.");
        }

        var origins = request.Headers.Origin;
        return origins.Any(o => !IsAllowed(o, names, allowedOrigins)) ? Refuse("Pages of another origin may not call this server.")
            : origins.Count == 0 && IsOfAnotherSite(request) ? Refuse("Pages of another site may not call this server.")
            : null;
    }

    // Browsers leave the port of their scheme out.
    private static string[] NamesAt(int port) =>
        [.. Hosts.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h}:{port}")), .. port == DefaultPort ? Hosts : []];

    private static bool IsAllowed(string? origin, string[] names, IReadOnlyList<string> allowedOrigins) =>
        origin is not null && (allowedOrigins.Contains(origin, StringComparer.Ordinal) || names.Any(n => origin == $"http://{n}"));

    // An image, a script or a form's GET has no Origin; a link that somebody follows may lead here.
    private static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";

    private static Rejection Refuse(string message) => new(StatusCodes.Status403Forbidden, "AccessDeniedException", message);
}
