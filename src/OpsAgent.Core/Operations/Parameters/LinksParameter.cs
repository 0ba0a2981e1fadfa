using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>
/// Web addresses: text with spaces, line breaks or commas between them, or a JSON array where the caller can send one. Kept as an array. The
/// schema says text, because forms of chat plugins have no arrays.
/// </summary>
public sealed partial class LinksParameter(string name, string description) : Parameter(name, description)
{
    private const string Scheme = "https://";

    public required int MaxItems { get; init; }

    public required int MaxLength { get; init; }

    public override string Rule =>
        $"at most {MaxItems} https URLs with spaces or commas between them (or a JSON array), each of at most {MaxLength} ASCII characters, without a user name or a secret";

    public override JsonObject Schema() => new() { ["type"] = "string", ["maxLength"] = (MaxItems * (MaxLength + 1)) - 1 };

    internal override JsonNode? Read(JsonElement given, out string? broken)
    {
        var links = given.ValueKind switch
        {
            JsonValueKind.String => Separator().Split(given.GetString()!.Trim()).Where(l => l.Length > 0).ToArray(),
            JsonValueKind.Array => [.. given.EnumerateArray().Select(i => i.ValueKind is JsonValueKind.String ? i.GetString()!.Trim() : string.Empty)],
            _ => null,
        };
        broken = links is not null && links.Length <= MaxItems && links.All(IsLink) ? null : Rule;
        return broken is null ? JsonConversions.Array(links!) : null;
    }

    private bool IsLink(string text)
    {
        // Only what is well formed as written: a parser that mends an address would show people another one than was checked.
        if (text.Length > MaxLength
            || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !text.All(c => c is > ' ' and <= '~')
            || !Uri.IsWellFormedUriString(text, UriKind.Absolute)
            || !Uri.TryCreate(text, UriKind.Absolute, out var link))
        {
            return false;
        }

        // An address that is signed or is a webhook would be a secret that everybody reads.
        if (Redactor.Text(text) != text)
        {
            return false;
        }

        // A user name in front lets an address pass for one of another host.
        var rest = text.AsSpan(Scheme.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        return link.Host.Length > 0 && !(end < 0 ? rest : rest[..end]).Contains('@');
    }

    // A comma is a separator before the next address alone: an address may hold one.
    [GeneratedRegex(",?[ \r\n\t]+|,(?=https://)|,$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Separator();
}
