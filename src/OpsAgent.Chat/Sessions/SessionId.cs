using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Sessions;

/// <summary>A lower-case ULID. Not a secret: a session is found only together with its owner.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct SessionId
{
    private SessionId(string value) => Value = value;

    public string Value { get; }

    public static SessionId New(IdSource ids) => new(ids.NewUlid());

    /// <param name="conversation">Names one conversation of a chat service for good, such as account, channel and thread.</param>
    /// <returns>The same for the same conversation.</returns>
    public static SessionId Of(string conversation)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(conversation));
        return new(Ulid.Format(BitConverter.ToUInt32(hash, 10), hash.AsSpan(0, 10)));
    }

    public static SessionId? TryParse(string? text) =>
        text?.Trim().ToLowerInvariant() is { } id && Ulid.IsUlid(id) ? new SessionId(id) : null;

    public override string ToString() => Value;

    public sealed class Converter : JsonConverter<SessionId>
    {
        public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString()) ?? throw new JsonException("not a session id");

        public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
