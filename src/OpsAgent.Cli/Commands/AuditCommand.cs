using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Cli.Administration;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Audit.Export;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Cli.Commands;

/// <summary><c>opsagent audit</c>: verifies the audit, exports it with its proof, and gathers the evidence of one proposal.</summary>
internal static class AuditCommand
{
    private const string JsonLines = "jsonl";
    private const string Csv = "csv";

    private static readonly Option<DateTimeOffset?> From = Moment("--from", "The first hour, such as 2026-03-14 or 2026-03-14T09:00Z (default: the beginning)");
    private static readonly Option<DateTimeOffset?> To = Moment("--to", "The first moment after the last hour (default: now)");
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "The file to write (default: standard output)", HelpName = "FILE" };
    private static readonly Option<FileInfo?> KeyOut = new("--key-out") { Description = "Also write the public key of the digests there, as PEM", HelpName = "FILE" };
    private static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON" };
    private static readonly Argument<string> Proposal = new("proposal") { Description = "A proposal's id", HelpName = "PROPOSAL" };
    private static readonly Option<string> Format = new Option<string>("--format") { Description = "jsonl or csv", DefaultValueFactory = _ => JsonLines, HelpName = "FORMAT" }.AcceptOnlyFromAmong(JsonLines, Csv);

    public static Command Create(TimeProvider time) => new("audit", "Verify the audit, export it with its proof, and gather the evidence of a proposal.")
    {
        Errand.Command(time, "verify", "Verify the audit by its digests, chains and heads, and say what does not hold and where.", VerifyAsync, From, To, Json),
        Errand.Command(time, "export", "Export the audit so that it can be verified without OpsAgent.", ExportAsync, From, To, Format, Out, KeyOut),
        Errand.Command(time, "evidence", "Gather everything that is known of a proposal in one JSON file.", EvidenceAsync, Proposal, Out),
    };

    private static async Task<int> VerifyAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        RejectEmptyTime(parsed);
        var (audit, output) = (installation.Audit(), parsed.InvocationConfiguration.Output);
        if (installation.DigestKey is not { } key)
        {
            throw new UsageException($"{installation.Name} has no key of digests, so nothing proves its audit: update the stack, or start opsagent up once.");
        }

        var publicKey = await key.ReadPublicKeyAsync(stop);
        AuditVerification? verification = null;
        var (opening, chain, events) = ((AuditRecord.Opening?)null, (string?)null, new List<AuditEvent>());
        try
        {
            await foreach (var record in audit.ReadAsync(parsed.GetValue(From), parsed.GetValue(To), stop))
            {
                switch (record)
                {
                    case AuditRecord.Opening first:
                        opening = first;
                        break;
                    case AuditRecord.Digest { Stored: var digest }:
                        (verification ??= Begin(publicKey, opening!, digest)).AddDigest(digest);
                        break;
                    case AuditRecord.Event { Stored: var stored }:
                        if (chain is not null && chain != stored.Chain)
                        {
                            End(null);
                        }

                        chain = stored.Chain;
                        events.Add(stored);
                        break;
                    case AuditRecord.Head { Chain: var of, Stored: var head }:
                        if (chain is not null && chain != of)
                        {
                            End(null);
                        }

                        chain = of;
                        End(head);
                        break;
                }
            }

            if (chain is not null)
            {
                End(null);
            }

            var result = (verification ??= Begin(publicKey, opening!, null)).Complete();
            await output.WriteLineAsync(parsed.GetValue(Json) ? JsonOf(result, audit).ToJsonString(PolicyCommand.Indented) : WordsOf(result, audit, installation));
            return result.Findings.Count == 0 ? Errand.Fine : Errand.Found;
        }
        finally
        {
            verification?.Dispose();
        }

        void End(AuditHead? head)
        {
            (verification ??= Begin(publicKey, opening!, null)).AddChain(chain!, events, head);
            (chain, events) = (null, []);
        }
    }

    // Of hours that were asked for, the first digest is that of the first of them.
    private static AuditVerification Begin(byte[] publicKey, AuditRecord.Opening opening, SignedDigest? digest)
    {
        var first = digest is null || opening.From is not { } from ? 1
            : AuditDigest.TryRead(digest.Body) is { } body ? Math.Max(1, digest.Number - Math.Max(0, (long)(body.From - from).TotalHours))
            : digest.Number;
        return new AuditVerification(publicKey, opening.At, first) { Until = opening.To };
    }

    private static string WordsOf(AuditVerificationResult result, AuditExport audit, Installation installation)
    {
        var words = new StringBuilder();
        foreach (var finding in result.Findings)
        {
            words.AppendLine($"{finding.Kind}: {Core.Text.Sanitizer.Line(finding.Text)}");
        }

        words.AppendLine(result.Findings.Count == 0 ? $"The audit of {installation.Name} holds: {result.Digests} digests, {result.Events} events." : $"{result.Findings.Count} findings in {result.Digests} digests and {result.Events} events.");
        words.Append($"{result.Proved} events are as a signed digest names them; {result.Aged} are gone after their {AuditEvent.RetentionDays} days; ");
        words.Append($"{result.Fresh} happened after the newest digest{(result.DigestedUntil is { } end ? $" (until {Timestamps.Display(end)})" : string.Empty)} and {result.Undigested} in hours without one that holds: they are held by their chains and heads alone.");
        if (result.Findings.Count > 0)
        {
            words.AppendLine().Append($"Keep what there is before anybody touches it: opsagent audit export --out FILE {installation.Arguments}, and compare with CloudWatch Logs (docs/audit.md).");
        }

        return audit.Unplaced + audit.UnreadableProposals == 0 ? words.ToString()
            : words.AppendLine().Append($"{audit.Unplaced} events have no time that can be read, and {audit.UnreadableProposals} proposals cannot be read: their chains are verified as far as digests name them.").ToString();
    }

    private static JsonObject JsonOf(AuditVerificationResult result, AuditExport audit) => new()
    {
        ["holds"] = result.Findings.Count == 0,
        ["findings"] = new JsonArray([.. result.Findings.Select(f => (JsonNode)new JsonObject
        {
            ["kind"] = f.Kind.ToString(), ["chain"] = f.Chain, ["sequence"] = f.Sequence, ["digest"] = f.Digest, ["text"] = f.Text,
        })]),
        ["digests"] = result.Digests,
        ["events"] = result.Events,
        ["proved"] = result.Proved,
        ["aged"] = result.Aged,
        ["fresh"] = result.Fresh,
        ["undigested"] = result.Undigested,
        ["digested_until"] = result.DigestedUntil is { } end ? Timestamps.Text(end) : null,
        ["unplaced"] = audit.Unplaced,
        ["unreadable_proposals"] = audit.UnreadableProposals,
    };

    private static async Task<int> ExportAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        RejectEmptyTime(parsed);
        if (parsed.GetValue(KeyOut) is { } keyFile)
        {
            var key = installation.DigestKey ?? throw new UsageException($"{installation.Name} has no key of digests: update the stack, or start opsagent up once.");
            var publicKey = await key.ReadPublicKeyAsync(stop);
            await File.WriteAllTextAsync(keyFile.FullName, PemEncoding.WriteString("PUBLIC KEY", publicKey) + "\n", stop);
        }

        var (isCsv, audit, records) = (parsed.GetValue(Format) == Csv, installation.Audit(), 0);
        await WriteAsync(parsed, async writer =>
        {
            if (isCsv)
            {
                await writer.WriteAsync(AuditCsv.Header + "\r\n");
            }

            await foreach (var record in audit.ReadAsync(parsed.GetValue(From), parsed.GetValue(To), stop))
            {
                await writer.WriteAsync(isCsv ? AuditCsv.Of(record) + "\r\n" : AuditJsonLines.Of(record) + "\n");
                records++;
            }
        });
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            $"opsagent: {records} records. Verify them without OpsAgent: opsagent-audit-verifier verify FILE --key digest-key.pem{(parsed.GetValue(KeyOut) is null ? " (the key: --key-out digest-key.pem)" : string.Empty)}");
        return Errand.Fine;
    }

    private static async Task<int> EvidenceAsync(ParseResult parsed, Installation installation, CancellationToken stop)
    {
        var text = parsed.GetValue(Proposal)!;
        if (ProposalId.TryParse(text) is not { } id)
        {
            throw new UsageException($"{Core.Text.Sanitizer.Truncate(text)} is no proposal's id: 26 letters and digits, as GET /operations/proposals lists them.");
        }

        var pack = await new EvidencePack
        {
            Approvals = installation.Approvals,
            Decisions = installation.Decisions,
            Audit = installation.Audit(),
            DecisionKey = installation.DecisionKey,
            DigestKey = installation.DigestKey,
            History = installation.History,
            CloudTrail = installation.CloudTrail,
            Catalog = OperationCatalog.Default,
            Time = installation.Time,
        }.MakeAsync(id, stop);
        if (pack is null)
        {
            return Errand.Fail(parsed, Errand.Found, $"{installation.Name} has no proposal {id}. GET /operations/proposals lists those that there are.");
        }

        await WriteAsync(parsed, writer => writer.WriteAsync(pack.ToJsonString(PolicyCommand.Indented) + "\n"));
        return Errand.Fine;
    }

    // Private, and under its name only when it is whole.
    private static async Task WriteAsync(ParseResult parsed, Func<TextWriter, Task> writeAsync)
    {
        if (parsed.GetValue(Out) is not { } file)
        {
            await writeAsync(parsed.InvocationConfiguration.Output);
            return;
        }

        var unfinished = $"{file.FullName}.unfinished";
        File.Delete(unfinished);
        await using (var writer = new StreamWriter(PrivateFiles.Open(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None)))
        {
            await writeAsync(writer);
        }

        File.Move(unfinished, file.FullName, overwrite: true);
    }

    private static void RejectEmptyTime(ParseResult parsed)
    {
        if (parsed.GetValue(From) >= parsed.GetValue(To))
        {
            throw new UsageException("--from must be before --to.");
        }
    }

    private static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (Timestamps.TryParse(result.Tokens[0].Value, out var at) && at.Year >= 2000)
            {
                return at;
            }

            result.AddError($"{name} must be a time of ISO 8601 in UTC, such as 2026-03-14 or 2026-03-14T09:00Z.");
            return null;
        },
    };
}
