using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Http;

using OpsAgent.Functions.Oidc;

namespace OpsAgent.Local.Http;

/// <summary>
/// The web console: the files embedded in this assembly, by exact path, and <c>/config.json</c>, which describes this
/// deployment. No folder is read, so there is no path traversal.
/// </summary>
internal sealed class ConsoleFiles(ConsoleConfiguration configuration)
{
    private const string Folder = "console/";
    private const string ConfigurationPath = "/config.json";
    private readonly Dictionary<string, ConsoleFile> _files = Load();

    private readonly string _policy = ContentSecurityPolicy(configuration.Oidc);

    public bool Has(string path) => path == ConfigurationPath || _files.ContainsKey(path);

    /// <summary>Answers a GET request for a path for which <see cref="Has"/> is true.</summary>
    public Task WriteAsync(HttpContext context, string path)
    {
        var headers = context.Response.Headers;
        headers["Content-Security-Policy"] = _policy;
        headers["X-Content-Type-Options"] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (path == ConfigurationPath)
        {
            headers.CacheControl = "no-store";
            return WriteAsync(context, new ConsoleFile(
                Encoding.UTF8.GetBytes(configuration.ToJson().ToJsonString()), ContentType(path), string.Empty));
        }

        var file = _files[path];
        headers.CacheControl = "no-cache";
        headers.ETag = file.ETag;
        if (context.Request.Headers.IfNoneMatch == file.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return WriteAsync(context, file);
    }

    private static async Task WriteAsync(HttpContext context, ConsoleFile file)
    {
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    // Discovery is on the issuer's origin; the token endpoint may have one of its own. The authorization endpoint is navigated to.
    private static string ContentSecurityPolicy(OidcOptions? oidc)
    {
        var origin = oidc is null ? string.Empty : $" {new Uri(oidc.Issuer).GetLeftPart(UriPartial.Authority)}";
        origin += oidc?.TokenOrigin is { } token ? $" {token}" : string.Empty;
        return $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{origin}; "
            + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static Dictionary<string, ConsoleFile> Load()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        var files = new Dictionary<string, ConsoleFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var bytes = content.ToArray();
            var path = name == $"{Folder}index.html" ? "/" : $"/{name[Folder.Length..]}";
            files.Add(path, new ConsoleFile(bytes, ContentType(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
        }

        return files;
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        var extension => throw new InvalidOperationException($"The console has no content type for {extension}."),
    };

    /// <param name="ETag">With its quotes: a hash of the content.</param>
    private sealed record ConsoleFile(byte[] Content, string ContentType, string ETag);
}
