using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.ConfigurationChanges;

/// <summary>
/// What an event of Amazon EventBridge says of a changed parameter (<c>Parameter Store Change</c>) or of the stack
/// (<c>CloudFormation Stack Status Change</c>). No event has a parameter's value.
/// </summary>
/// <param name="EventId">EventBridge's own: the same in each delivery of the event.</param>
/// <param name="IsStack">Whether it is of the stack and not of a parameter.</param>
/// <param name="Name">The parameter's name, or the stack's ARN.</param>
/// <param name="What">The operation, such as <c>Update</c>, or the stack's new status.</param>
/// <param name="Type">The parameter's type, or null.</param>
/// <param name="At">When it happened.</param>
internal sealed partial record ConfigurationChange(string EventId, bool IsStack, string Name, string What, string? Type, DateTimeOffset At)
{
    /// <param name="prefix">What the names of the deployment's parameters begin with, without the slash behind it.</param>
    /// <returns>False for every other event, and for one of another deployment's parameter.</returns>
    public static bool TryRead(JsonElement given, string prefix, [NotNullWhen(true)] out ConfigurationChange? change)
    {
        change = JsonConversions.IsReadable(given) && Member(given, "detail") is { ValueKind: JsonValueKind.Object } detail
            // By its shape no id is that of a request or a proposal, whose chain its event would be put in.
            && Guid.TryParseExact(Text(given, "id"), "D", out var id)
            && Timestamps.TryParse(Text(given, "time") ?? string.Empty, out var at)
                ? (Text(given, "source"), Text(given, "detail-type")) switch
                {
                    ("aws.ssm", "Parameter Store Change") => Parameter(id.ToString("D"), at, detail, prefix),
                    ("aws.cloudformation", "CloudFormation Stack Status Change") => Stack(id.ToString("D"), at, detail),
                    _ => null,
                }
                : null;
        return change is not null;
    }

    private static ConfigurationChange? Parameter(string id, DateTimeOffset at, JsonElement detail, string prefix) =>
        Text(detail, "name") is { } name && ParameterName().IsMatch(name) && name.StartsWith($"{prefix}/", StringComparison.Ordinal)
        && Text(detail, "operation") is { } operation && Word().IsMatch(operation)
            ? new ConfigurationChange(id, IsStack: false, name, operation, Text(detail, "type") is { } type && Word().IsMatch(type) ? type : null, at)
            : null;

    private static ConfigurationChange? Stack(string id, DateTimeOffset at, JsonElement detail) =>
        Text(detail, "stack-id") is { } stack && StackArn().IsMatch(stack)
        && Member(detail, "status-details") is { } details && Text(details, "status") is { } status && Word().IsMatch(status)
            ? new ConfigurationChange(id, IsStack: true, stack, status, null, at)
            : null;

    private static JsonElement? Member(JsonElement given, string name) =>
        given.ValueKind is JsonValueKind.Object && given.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement given, string name) => Member(given, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    [GeneratedRegex(@"^/[A-Za-z0-9_./-]{1,2047}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"^[A-Za-z_]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^arn:aws[a-z-]*:cloudformation:[a-z0-9-]+:[0-9]{12}:stack/[A-Za-z0-9-]{1,128}/[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex StackArn();
}
