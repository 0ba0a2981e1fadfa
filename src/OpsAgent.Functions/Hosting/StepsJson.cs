using System.Text.Json.Serialization;

using OpsAgent.Functions.Activities;
using OpsAgent.Functions.AuditDigest;
using OpsAgent.Functions.ConfigurationChanges;
using OpsAgent.Functions.Reconciler;

namespace OpsAgent.Functions.Hosting;

/// <summary>Inputs and results of the state machine's steps, and the results of what runs by itself: names that the ASL reads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StepInput))]
[JsonSerializable(typeof(ValidateTagsResult))]
[JsonSerializable(typeof(AssessRiskResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(VerifyOutcomeResult))]
[JsonSerializable(typeof(RecordOutcomeResult))]
[JsonSerializable(typeof(ReconcilerResult))]
[JsonSerializable(typeof(ConfigurationChangesResult))]
[JsonSerializable(typeof(AuditDigestResult))]
public sealed partial class StepsJson : JsonSerializerContext;
