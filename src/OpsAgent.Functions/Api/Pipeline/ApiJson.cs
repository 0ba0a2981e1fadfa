using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Console;
using OpsAgent.Functions.Api.Health;
using OpsAgent.Functions.Api.Proposals;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>What the routes answer. A member without a value is written as null: callers find every member that is documented.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(OperationContent))]
[JsonSerializable(typeof(ProposedAnswer))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(RejectedAnswer))]
[JsonSerializable(typeof(ApprovedAnswer))]
[JsonSerializable(typeof(EndedAnswer))]
[JsonSerializable(typeof(ProposalListAnswer))]
[JsonSerializable(typeof(ProposalPageAnswer))]
[JsonSerializable(typeof(ConsoleMeAnswer))]
[JsonSerializable(typeof(ConsoleProposalsAnswer))]
[JsonSerializable(typeof(ConsoleStateMachineAnswer))]
[JsonSerializable(typeof(ConsoleAuditAnswer))]
[JsonSerializable(typeof(ConsoleChainAnswer))]
[JsonSerializable(typeof(ConsoleIncidentsAnswer))]
[JsonSerializable(typeof(ConsoleReportAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>What <c>POST /chat</c> answers: as <see cref="CoreJson"/> writes cards, members without a value are left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatAnswer))]
internal sealed partial class ChatAnswerJson : JsonSerializerContext;
