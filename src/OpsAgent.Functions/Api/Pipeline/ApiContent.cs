using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>The members that a route answers with: a record, and how it is written. <see cref="ApiResponses"/> writes it.</summary>
public sealed class ApiContent
{
    private readonly JsonTypeInfo? _type;

    private ApiContent(object? value, JsonTypeInfo? type) => (Value, _type) = (value, type);

    /// <summary>No members: of an answer that is an error and nothing else.</summary>
    public static ApiContent None { get; } = new(null, null);

    /// <summary>The record itself, for those who are in this process; null of <see cref="None"/>.</summary>
    public object? Value { get; }

    /// <param name="type">MUST write a JSON object.</param>
    public static ApiContent Of<T>(T value, JsonTypeInfo<T> type)
        where T : notnull => new(value, type);

    /// <returns>A new object at each call.</returns>
    public JsonObject ToJson() => _type is null ? [] : JsonSerializer.SerializeToNode(Value, _type)!.AsObject();
}
