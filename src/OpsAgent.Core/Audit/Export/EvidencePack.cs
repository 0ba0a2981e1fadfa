using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Audit.Export;

/// <summary>
/// Everything that is known of one proposal as one JSON file, for people who were not there: the record, the signatures, the audit
/// chain with the digests that name it, what Step Functions and CloudTrail recorded. What cannot be read is said in its place.
/// Contains no secret.
/// </summary>
public sealed class EvidencePack
{
    public const int Format = 1;

    // How long AWS may take to show a call: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
    private static readonly TimeSpan CloudTrailLag = TimeSpan.FromMinutes(15);

    private const int MaxCalls = 200;

    public required IApprovalStore Approvals { get; init; }

    public required IDecisions Decisions { get; init; }

    public required AuditExport Audit { get; init; }

    /// <summary>By which submissions and approvals are signed.</summary>
    public required IVerificationKey DecisionKey { get; init; }

    /// <summary>By which digests are signed; null where there are none.</summary>
    public IVerificationKey? DigestKey { get; init; }

    public required IExecutionHistory History { get; init; }

    public required ICloudTrailEvents CloudTrail { get; init; }

    public required OperationCatalog Catalog { get; init; }

    public required TimeProvider Time { get; init; }

    /// <returns>The pack, or null where there is no such proposal.</returns>
    /// <exception cref="AwsException">The stores cannot be read.</exception>
    public async Task<JsonObject?> MakeAsync(ProposalId id, CancellationToken cancellationToken)
    {
        if (await Approvals.FindAsync(id, cancellationToken) is not { } proposal)
        {
            return null;
        }

        var (events, head) = await Audit.ReadChainAsync(id.Value, isProposal: true, cancellationToken);
        var records = new List<AuditRecord>([.. events.Select(e => new AuditRecord.Event(e))]);
        if (head is not null)
        {
            records.Add(new AuditRecord.Head(id.Value, head));
        }

        records.AddRange((await Audit.DigestsNamingAsync(id.Value, events, cancellationToken)).Select(d => new AuditRecord.Digest(WithoutOthers(d, id.Value))));
        return new JsonObject
        {
            ["kind"] = "evidence",
            ["format"] = Format,
            ["proposal_id"] = id.Value,
            ["at"] = Timestamps.Text(Time.GetUtcNow()),
            ["proposal"] = RecordOf(proposal),
            ["signatures"] = await SignaturesAsync(proposal, cancellationToken),
            ["audit"] = new JsonArray([.. records.Select(r => JsonNode.Parse(AuditJsonLines.Of(r)))]),
            ["digest_key"] = DigestKey is null ? null : await PartAsync(async () => PemOf(await DigestKey.ReadPublicKeyAsync(cancellationToken))),
            ["execution_history"] = await PartAsync(() => HistoryAsync(proposal, cancellationToken)),
            ["cloudtrail"] = await PartAsync(() => CloudTrailAsync(proposal, cancellationToken)),
        };
    }

    /// <summary>A part that names none of the chain's events stands as its own hash, by which the digest still verifies.</summary>
    internal static SignedDigest WithoutOthers(SignedDigest digest, string chain) =>
        digest with { Parts = [.. digest.Parts.Select(p => Names(p, chain) ? p : DigestPart.HashOf(p))] };

    internal static bool Names(string part, string chain) => part.StartsWith(chain + ' ', StringComparison.Ordinal) || part.Contains($"\n{chain} ", StringComparison.Ordinal);

    // As it is stored, without what lets somebody act.
    private static JsonNode RecordOf(Proposal proposal)
    {
        var record = JsonSerializer.SerializeToNode(proposal, CoreJson.Default.Proposal)!.AsObject();
        record.Remove("token_hash");
        (record["wait"] as JsonObject)?.Remove("task_token");
        record["plan_hash_holds"] = proposal.Plan.Hash() == proposal.PlanHash;
        return Sanitizer.Json(record);
    }

    private async Task<JsonObject> SignaturesAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        var decisions = await Decisions.ReadAsync(proposal.Id, cancellationToken);
        byte[] publicKey;
        try
        {
            publicKey = await DecisionKey.ReadPublicKeyAsync(cancellationToken);
        }
        catch (AwsException e)
        {
            return new JsonObject { ["problem"] = e.Message, ["decisions"] = DecisionsOf(decisions, _ => null) };
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        var submission = decisions.FirstOrDefault(d => d.Kind == SignedDecision.Submission);

        // Which deployment it must be, the reader knows: it stands in the signed submission.
        var scope = StoredJson.TryRead(submission?.Body, StoredJson.Core.SubmissionSignature, out var signed)
            ? new DecisionScope(proposal.Mode, signed.Environment, signed.Account, signed.Region)
            : new DecisionScope(proposal.Mode, string.Empty, string.Empty, string.Empty);
        var (_, problem) = SignedAuthority.Read(decisions, publicKey, proposal, scope);
        return new JsonObject
        {
            ["public_key"] = PemOf(publicKey),
            ["algorithm"] = "ECDSA P-256 over the SHA-256 of the body in UTF-8; DER in base64",
            ["holds"] = problem is null,
            ["problem"] = problem,
            ["decisions"] = DecisionsOf(decisions, d => IsSigned(key, d)),
        };
    }

    private static JsonArray DecisionsOf(IReadOnlyList<SignedDecision> decisions, Func<SignedDecision, bool?> isValid) => ArrayOf(
        decisions.OrderByDescending(d => d.Kind, StringComparer.Ordinal).Select(d => new JsonObject
        {
            ["decision"] = d.Kind, ["body"] = d.Body, ["signature"] = d.Signature, ["valid"] = isValid(d),
        }));

    private static bool IsSigned(ECDsa key, SignedDecision decision)
    {
        try
        {
            return key.VerifyData(Encoding.UTF8.GetBytes(decision.Body), Convert.FromBase64String(decision.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private async Task<JsonNode?> HistoryAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        var events = await History.ReadAsync(proposal, cancellationToken);
        return events.Count == 0
            ? Problem("Step Functions has no execution of this proposal: it was never started, or ended more than 90 days ago.")
            : ArrayOf(events.Select(e => new JsonObject { ["id"] = e.Id, ["at"] = Timestamps.Text(e.At), ["type"] = e.Type, ["state"] = e.State }));
    }

    private async Task<JsonNode?> CloudTrailAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        if (proposal is { Claim: null, Execution: null })
        {
            return Problem("Nothing was executed.");
        }

        var now = Time.GetUtcNow();
        var end = (proposal.EndedAt ?? now) + CloudTrailLag < now ? proposal.EndedAt!.Value + CloudTrailLag : now;
        var action = Catalog.Operations.OfType<WriteOperation>().FirstOrDefault(o => o.Name == proposal.Plan.Operation)?.IamAction.Split(':')[^1];
        var page = await CloudTrail.LookUpEventsAsync(
            new CloudTrailQuery(action is null ? null : "EventName", action, proposal.CreatedAt, end, MaxCalls), cancellationToken);
        var calls = page.Events.Where(e => e.SourceIdentity == proposal.Id.Value).OrderBy(e => e.At).Select(e => new JsonObject
        {
            ["event_id"] = e.Id,
            ["event_name"] = e.Name,
            ["event_source"] = e.Source,
            ["at"] = Timestamps.Text(e.At),
            ["user"] = e.User,
            ["role"] = e.Role,
            ["source_ip"] = e.SourceIp,
            ["source_identity"] = e.SourceIdentity,
            ["resources"] = JsonConversions.Array(e.Resources),
            ["error_code"] = e.ErrorCode,
        }).ToList();
        return calls.Count > 0 ? Sanitizer.Json(ArrayOf(calls))
            : now < (proposal.EndedAt ?? now) + CloudTrailLag
                ? Problem("CloudTrail shows no call with this source identity yet. It may take 15 minutes: make the evidence again then.")
            : page.Truncated || page.Throttled
                ? Problem("CloudTrail had more events of the time than were read. Look there for the source identity.")
            : Problem("CloudTrail shows no call with this source identity. Its event history goes back 90 days; a trail keeps more.");
    }

    private static async Task<JsonNode?> PartAsync(Func<Task<JsonNode?>> readAsync)
    {
        try
        {
            return await readAsync();
        }
        catch (AwsException e)
        {
            return Problem(e.Message);
        }
    }

    private static JsonArray ArrayOf(IEnumerable<JsonNode> items) => new([.. items]);

    private static JsonObject Problem(string text) => new() { ["problem"] = text };

    private static JsonValue PemOf(byte[] publicKey) => JsonValue.Create(PemEncoding.WriteString("PUBLIC KEY", publicKey));
}
