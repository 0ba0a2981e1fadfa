using System.Text;
using System.Text.Json;

using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.Fuzz;

/// <summary>What every answer must be, whatever was asked.</summary>
internal static class Verdict
{
    /// <summary>The header that only the console's files have.</summary>
    public const string OfAFile = "Content-Security-Policy";

    // What Kestrel refuses before there is a request: docs/security.md says so.
    private static readonly int[] HttpRefusals = [400, 405, 408, 411, 413, 414, 431, 505];
    private static readonly HashSet<string> Codes = [.. Enum.GetValues<ErrorCode>().Select(WireName.Of)];
    private static readonly string[] Innards = ["Exception", "   at ", "System.", "Microsoft.", "OpsAgent.Core", "SQLite"];
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <returns>What is wrong with the answer, or null.</returns>
    public static string? Problem(RawAnswer answer, FuzzTarget target, FuzzCase sent)
    {
        if (answer.Body.Length == 0)
        {
            return sent.IsHead && answer.Status < 500 || sent.IsOptions && answer.Status == 204 || HttpRefusals.Contains(answer.Status) ? null : $"status {answer.Status} without a body";
        }

        if (answer.Status is < 200 or >= 500)
        {
            return $"status {answer.Status}";
        }

        // A file of the console, whose bytes no request has a say in.
        if (answer.Headers.TryGetValue(OfAFile, out var policy))
        {
            return answer.Status == 200 && policy.StartsWith("default-src 'none';", StringComparison.Ordinal) ? null : $"a console file with status {answer.Status}";
        }

        try
        {
            var text = Strict.GetString(answer.Body);
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return (document.RootElement.TryGetProperty("jsonrpc", out _) ? ProblemInJsonRpc(document.RootElement) : ProblemIn(document.RootElement, answer.Status)) ?? ProblemIn(text, target);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException or KeyNotFoundException)
        {
            return $"no JSON of ours: {e.Message}";
        }
    }

    private static string? ProblemInJsonRpc(JsonElement body) => body.TryGetProperty("result", out _) != body.TryGetProperty("error", out var error)
        ? error.ValueKind is JsonValueKind.Object && error.GetProperty("code").GetInt32() == -32603 ? "internal error" : null
        : "a result and an error, or neither";

    private static string? ProblemIn(JsonElement body, int status)
    {
        foreach (var name in (string[])["correlation_id", "execution_mode", "timestamp"])
        {
            if (body.GetProperty(name).GetString() is not { Length: > 0 })
            {
                return $"no {name}";
            }
        }

        if (body.GetProperty("success").GetBoolean())
        {
            return status == 200 ? null : $"success with status {status}";
        }

        var error = body.GetProperty("error");
        var code = error.GetProperty("code").GetString()!;
        return !Codes.Contains(code) ? $"unknown code {code}"
            : code == "INTERNAL_ERROR" ? "INTERNAL_ERROR"
            : error.GetProperty("message").GetString() is not { Length: > 0 and < 2000 } ? "no message, or an endless one"
            : null;
    }

    private static string? ProblemIn(string text, FuzzTarget target) =>
        Innards.FirstOrDefault(text.Contains) is { } innard ? $"it tells {innard}"
        : text.Contains(target.ApiKey, StringComparison.Ordinal) ? "it tells the key"
        : text.Contains(target.Token, StringComparison.Ordinal) ? "it tells the token"
        : Corpus.Secrets.FirstOrDefault(s => s.Before.Length == 0 && IsWord(text, s.Secret)) is { } secret ? $"it tells a {secret.Kind}"
        : !LegibleText.IsLegible(text) ? "it holds what does not show"
        : null;

    // A spoilt text may have glued it to another, and then it is none.
    private static bool IsWord(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.Ordinal);
        return at > 0 && !IsInner(text[at - 1]) && !IsInner(text[at + secret.Length]);
    }

    private static bool IsInner(char c) => char.IsLetterOrDigit(c) || c is '+' or '/' or '_' or '=' or '-';
}
