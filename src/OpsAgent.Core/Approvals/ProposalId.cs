using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>A lower-case ULID. Not a secret; safe in an execution name and a URL.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ProposalId
{
    internal ProposalId(string value) => Value = value;

    public string Value { get; }

    public static ProposalId? TryParse(string? text) =>
        text?.Trim().ToLowerInvariant() is { } id && Ulid.IsUlid(id) ? new ProposalId(id) : null;

    /// <returns>Where a proposal is decided, behind the address of the console.</returns>
    public static string ConsolePath(string id) => $"#/proposals/{id}";

    public override string ToString() => Value;

    public sealed class Converter : JsonConverter<ProposalId>
    {
        public override ProposalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString()) ?? throw new JsonException("not a proposal id");

        public override void Write(Utf8JsonWriter writer, ProposalId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
