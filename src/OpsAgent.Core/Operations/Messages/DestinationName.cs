using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.Messages;

/// <summary>What a channel may be called: it is part of a parameter's name.</summary>
public static partial class DestinationName
{
    public static bool Is(string text) => Shape().IsMatch(text);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
