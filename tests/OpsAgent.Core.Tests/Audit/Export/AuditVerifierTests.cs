using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

using FsCheck.Xunit;

using OpsAgent.AuditVerifier;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Audit.Export;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Audit.Digests;
using OpsAgent.TestKit.Audit;

namespace OpsAgent.Core.Tests.Audit.Export;

/// <summary>The program for auditors, which shares no code with Core, against Core's own verification.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly AuditHistory History = AuditHistory.Of(3_000, Key);
    private static readonly AuditHistory Small = AuditHistory.Of(300, Key, seed: 5, hours: 6);
    private static readonly IReadOnlyList<AuditTampering> Tamperings = AuditTampering.All(History);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-verifier-");

    public static TheoryData<int, string> All => [.. Tamperings.Select((t, i) => new TheoryDataRow<int, string>(i, t.Name))];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Verify_AnAuditThatNobodyTouched_FindsNothing(bool asCsv)
    {
        var verification = Verify(History, asCsv);

        Assert.Empty(verification.Findings);
        Assert.StartsWith("Everything holds", verification.Summary(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_OneTampering_AgreesWithCore(int number, string name)
    {
        Assert.NotEmpty(name);
        var tampered = Tamperings[number].Apply(History);

        Assert.Equal(Core(tampered), Found(Verify(tampered, asCsv: number % 2 == 1)));
    }

    [Property(MaxTest = 10)]
    public void Verify_AnyTamperingAnywhereInBothForms_AgreesWithCore(ushort place) => Assert.All(AuditTampering.At(Small, place), tampering =>
    {
        var tampered = tampering.Apply(Small);
        Assert.Equal(Core(tampered), Found(Verify(tampered, asCsv: false)));
        Assert.Equal(Core(tampered), Found(Verify(tampered, asCsv: true)));
    });

    [Fact]
    public void Verify_LinesInAnotherOrder_FindsNothing()
    {
        var lines = Records(History).Select(AuditJsonLines.Of).ToList();
        var reversed = lines.Skip(1).Where(l => !l.Contains("\"kind\":\"digest\"", StringComparison.Ordinal)).Reverse();

        Assert.Empty(VerifyText("reversed.jsonl", string.Join('\n', [lines[0], .. lines.Where(l => l.Contains("\"kind\":\"digest\"", StringComparison.Ordinal)), .. reversed])).Findings);
    }

    [Fact]
    public void Verify_SomeHours_AsksForTheDigestsOfThoseAlone()
    {
        var (from, to) = (AuditHistory.Start.AddHours(10), AuditHistory.Start.AddHours(12));
        var chains = History.Chains.Where(c => c.Events.Any(e => AuditHistory.TimeOf(e) >= from && AuditHistory.TimeOf(e) < to)).Select(c => c.Chain).ToHashSet();
        var some = History with
        {
            Events = [.. History.Events.Where(e => chains.Contains(e.Chain))],
            Heads = History.Heads.Where(h => chains.Contains(h.Key)).ToDictionary(),
            Digests = [.. History.Digests.Where(d => d.Number is 11 or 12)],
        };

        Assert.Empty(VerifyText("some.jsonl", Text(some, from, to)).Findings);
        Assert.Equal([("DigestMissing", 11L)], VerifyText("first.jsonl", Text(some with { Digests = [some.Digests[1]] }, from, to)).Findings.Select(f => (f.Kind, f.Digest!.Value)));
        Assert.Equal([("DigestMissing", 12L)], VerifyText("last.jsonl", Text(some with { Digests = [some.Digests[0]] }, from, to)).Findings.Select(f => (f.Kind, f.Digest!.Value)));
    }

    [Fact]
    public void Verify_EventsThatWereKeptForSevenYears_CountAsAged()
    {
        var now = AuditHistory.Start.AddDays(2557).AddHours(20);
        var aged = History with { Events = [.. History.Events.Where(e => AuditHistory.TimeOf(e) >= AuditHistory.Start.AddHours(19))], Now = now };

        var findings = Verify(aged, asCsv: false).Findings;

        Assert.Equal([("DigestMissing", 49L)], findings.Select(f => (f.Kind, f.Digest!.Value)));
    }

    [Fact]
    public void Run_AnExport_SaysByItsExitCodeWhetherItHolds()
    {
        var key = Write("digest-key.pem", Key.ExportSubjectPublicKeyInfoPem());
        var whole = Write("whole.jsonl", Text(History));
        var cut = Write("cut.jsonl", Text(History with { Events = [.. History.Events.Skip(1)] }));
        var broken = Write("broken.jsonl", Text(History)[..^20]);

        Assert.Equal((0, string.Empty), Run("verify", whole, "--key", key));
        Assert.Equal((1, string.Empty), Run("verify", cut, "--key", key));
        Assert.Equal((1, string.Empty), Run("verify", whole, "--key", key, "--now", "2026-03-20T00:00:00Z"));
        Assert.All(
            (string[][])[["verify", whole], ["verify", "missing.jsonl", "--key", key], ["verify", whole, "--key", whole], ["verify", broken, "--key", key], ["verify", whole, "--key", key, "--now", "soon"]],
            arguments =>
            {
                var (code, error) = Run(arguments);
                Assert.Equal(2, code);
                Assert.Single(error.TrimEnd().Split('\n'));
            });
    }

    [Fact]
    public void Verify_APack_VerifiesTheChainByTheDigestsThatNameIt()
    {
        var (chain, events) = History.Chains.First(c => History.Heads.ContainsKey(c.Chain) && c.Events.Count > 3 && AuditHistory.TimeOf(c.Events[^1]) < AuditHistory.Start.AddHours(40));
        Assert.Empty(VerifyText("pack.json", Pack(events)).Findings);
        Assert.Equal(events.Count, VerifyText("none.json", Pack([])).Findings.Count(f => f.Kind == "EventMissing"));
        Assert.Equal(["EventMissing"], VerifyText("without.json", Pack([.. events.Skip(1)])).Findings.Select(f => f.Kind));
        Assert.Contains(
            VerifyText("forged.json", Pack([.. events.Select(e => e with { Body = e.Body.Replace("done", "gone", StringComparison.Ordinal) })])).Findings, f => f.Kind == "EventChanged");

        string Pack(IReadOnlyList<OpsAgent.Core.Audit.AuditEvent> kept) => new JsonObject
        {
            ["kind"] = "evidence",
            ["proposal_id"] = chain,
            ["at"] = Timestamps.Text(History.Now),
            ["audit"] = new JsonArray(
            [
                .. kept.Select(e => Node(new AuditRecord.Event(e))),
                Node(new AuditRecord.Head(chain, History.Heads[chain])),
                .. History.Digests.Where(d => d.Parts.Any(p => EvidencePack.Names(p, chain))).Select(d => Node(new AuditRecord.Digest(EvidencePack.WithoutOthers(d, chain)))),
            ]),
        }.ToString();
    }

    [Fact]
    public void Program_IsSmallEnoughToBeReadAndReachesNothingOfOpsAgent()
    {
        var sources = Directory.GetFiles(Path.Combine(typeof(AuditVerifierTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepoRoot").Value!, "src", "OpsAgent.AuditVerifier"), "*.cs");

        Assert.InRange(sources.Sum(s => File.ReadAllLines(s).Length), 100, 399);
        Assert.All(typeof(Verification).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));
    }

    private static JsonNode? Node(AuditRecord record) => JsonNode.Parse(AuditJsonLines.Of(record));

    private static List<string> Core(AuditHistory history) =>
        [.. AuditTamperingTests.VerificationOf(history).Findings.Select(f => $"{f.Kind} {f.Chain} {f.Sequence} {f.Digest}").Order(StringComparer.Ordinal)];

    private static List<string> Found(Verification verification) => [.. verification.Findings.Select(f => $"{f.Kind} {f.Chain} {f.Sequence} {f.Digest}").Order(StringComparer.Ordinal)];

    private static IEnumerable<AuditRecord> Records(AuditHistory history, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
    [
        new AuditRecord.Opening(AuditHistory.Environment, from, to, history.Now),
        .. history.Digests.Select(d => new AuditRecord.Digest(d)),
        .. history.Events.Select(e => new AuditRecord.Event(e)),
        .. history.Heads.Select(h => new AuditRecord.Head(h.Key, h.Value)),
    ];

    private static string Text(AuditHistory history, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        string.Concat(Records(history, from, to).Select(r => AuditJsonLines.Of(r) + "\n"));

    private Verification Verify(AuditHistory history, bool asCsv) => asCsv
        ? VerifyText("export.csv", string.Concat(((string[])[AuditCsv.Header, .. Records(history).Select(AuditCsv.Of)]).Select(row => row + "\r\n")))
        : VerifyText("export.jsonl", Text(history));

    private Verification VerifyText(string name, string text) => new(ExportFile.Read(Write(name, text)), Key, null);

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Error) Run(params string[] arguments)
    {
        using var error = new StringWriter();
        return (OpsAgent.AuditVerifier.Program.Run(arguments, TextWriter.Null, error), error.ToString());
    }
}
