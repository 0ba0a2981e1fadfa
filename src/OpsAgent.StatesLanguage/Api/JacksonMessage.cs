namespace OpsAgent.StatesLanguage;

/// <summary>The messages of Jackson, the service's JSON parser, for the two commonest mistakes, as recorded on AWS; System.Text.Json's message for any other.</summary>
internal static class JacksonMessage
{
    public static string For(string text, string problem)
    {
        var trimmed = text.TrimStart();
        var word = new string([.. trimmed.TakeWhile(char.IsLetterOrDigit)]);
        return word.Length > 0 && char.IsLetter(word[0])
            ? $"Unrecognized token '{word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
            : trimmed.StartsWith("{'", StringComparison.Ordinal)
            ? "Unexpected character (''' (code 39)): was expecting double-quote to start field name"
            : problem;
    }
}
