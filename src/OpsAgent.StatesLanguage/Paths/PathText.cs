using System.Text;

namespace OpsAgent.StatesLanguage;

/// <summary>The text of a path and how far it has been parsed.</summary>
internal sealed class PathText(string text, int position)
{
    public string Text { get; } = text;

    public int Position { get; private set; } = position;

    public bool IsAtEnd => Position >= Text.Length;

    /// <summary>The next character, or NUL at the end. It may be a blank.</summary>
    public char Current => IsAtEnd ? '\0' : Text[Position];

    /// <summary>The next character that is not blank.</summary>
    public char Next
    {
        get
        {
            SkipSpace();
            return Current;
        }
    }

    public void Advance(int count) => Position += count;

    /// <summary>Consumes the token, and blanks before it, if it is next.</summary>
    public bool TryConsume(string token)
    {
        SkipSpace();
        if (!Text.AsSpan(Position).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        Position += token.Length;
        return true;
    }

    public string ConsumeWhile(Func<char, bool> belongs)
    {
        SkipSpace();
        var start = Position;
        while (!IsAtEnd && belongs(Current))
        {
            Position++;
        }

        return Text[start..Position];
    }

    /// <returns>What is between the quotes, where a backslash stands before a quote or a backslash; null if it does not end.</returns>
    public string? ConsumeQuoted()
    {
        var quote = Current;
        var value = new StringBuilder();
        for (Position++; !IsAtEnd; Position++)
        {
            if (Current == quote)
            {
                Position++;
                return value.ToString();
            }

            if (Current == '\\' && Position + 1 < Text.Length && Text[Position + 1] is '\'' or '"' or '\\')
            {
                Position++;
            }

            value.Append(Current);
        }

        return null;
    }

    /// <summary>Consumes <c>/pattern/flags</c>, where a slash of the pattern has a backslash before it.</summary>
    public (string Pattern, string Flags)? ConsumeRegex()
    {
        if (Next != '/')
        {
            return null;
        }

        var start = ++Position;
        for (; !IsAtEnd && Current != '/'; Position++)
        {
            Position += Current == '\\' ? 1 : 0;
        }

        if (IsAtEnd)
        {
            return null;
        }

        var pattern = Text[start..Position++].Replace(@"\/", "/", StringComparison.Ordinal);
        var flagsStart = Position;
        while (char.IsAsciiLetter(Current))
        {
            Position++;
        }

        return (pattern, Text[flagsStart..Position]);
    }

    /// <summary>Consumes a path that begins with one character, <c>$</c> or <c>@</c>.</summary>
    public JsonPath? ConsumePath()
    {
        var start = Position++;
        return PathParser.ParseSteps(this) is { } steps ? new JsonPath(Text[start..Position], IsContextPath: false, steps) : null;
    }

    private void SkipSpace()
    {
        while (char.IsWhiteSpace(Current))
        {
            Position++;
        }
    }
}
