using System.Text.Json;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>What API Gateway gets back.</summary>
internal sealed class Answer
{
    public Answer(JsonElement response)
    {
        Raw = response.GetRawText();
        Status = response.GetProperty("statusCode").GetInt32();
        Headers = response.GetProperty("headers");
        Text = response.GetProperty("body").GetString()!;
        using var document = JsonDocument.Parse(Text.Length == 0 ? "{}" : Text);
        Body = document.RootElement.Clone();
    }

    /// <summary>The whole response, headers included.</summary>
    public string Raw { get; }

    public int Status { get; }

    public JsonElement Headers { get; }

    public string Text { get; }

    public JsonElement Body { get; }

    public bool Success => Body.GetProperty("success").GetBoolean();

    public string? Code => Body.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    public string Message => Body.GetProperty("error").GetProperty("message").GetString()!;

    public JsonElement Details => Body.GetProperty("error").GetProperty("details");

    public string? this[string member] => Body.TryGetProperty(member, out var value)
        ? value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText()
        : null;
}
