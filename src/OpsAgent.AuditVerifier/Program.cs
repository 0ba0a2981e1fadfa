using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpsAgent.AuditVerifier;

/// <summary>Exit code 0 when all holds, 1 for findings, 2 when it cannot be verified.</summary>
internal static class Program
{
    public static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args is not (["verify", _, "--key", _] or ["verify", _, "--key", _, "--now", _]))
        {
            error.WriteLine("usage: opsagent-audit-verifier verify EXPORT --key digest-key.pem [--now 2026-03-14T09:00:00Z]");
            return 2;
        }

        try
        {
            DateTimeOffset? now = args.Length == 6 ? DateTimeOffset.Parse(args[5], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(args[3]));
            var verification = new Verification(ExportFile.Read(args[1]), key, now);
            verification.Findings.ForEach(f => output.WriteLine($"{f.Kind}: {f.Text}"));
            output.WriteLine(verification.Summary());
            return verification.Findings.Count == 0 ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or CryptographicException)
        {
            error.WriteLine($"It cannot be verified: {e.Message.ReplaceLineEndings(" ")}");
            return 2;
        }
    }
}
