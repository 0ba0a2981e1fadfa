using System.Text.Json;

namespace OpsAgent.Core.Primitives;

/// <summary>The wire name of an enum member, from the one place that defines it: its JSON contract.</summary>
public static class WireName
{
    public static string Of(ErrorCode value) => JsonSerializer.SerializeToElement(value, CoreJson.Default.ErrorCode).GetString()!;

    public static string Of(ExecutionMode value) => JsonSerializer.SerializeToElement(value, CoreJson.Default.ExecutionMode).GetString()!;
}
