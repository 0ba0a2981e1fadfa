namespace OpsAgent.Chat.Reading;

internal enum TokenKind
{
    /// <summary>Letters: the only kind that is read in spite of a misspelling.</summary>
    Word,

    /// <summary>Letters with digits, hyphens or dots, such as <c>web-2</c>.</summary>
    Name,
    Number,

    /// <summary>Such as <c>3h</c> or <c>15min</c>.</summary>
    Duration,

    /// <summary>A time of day or a date, such as <c>14:05</c>, <c>3am</c>, <c>2026-11-27</c>, <c>2026-11-27T03:00Z</c>.</summary>
    Time,
    Instance,

    /// <summary>Begins like an instance id and is none.</summary>
    BrokenInstance,
    Arn,

    /// <summary>With slashes, such as <c>production/web</c>.</summary>
    Path,

    /// <summary><c>key=value</c>, <c>--key=value</c> or <c>--key value</c>.</summary>
    Pair,
    Proposal,
    ApprovalToken,

    /// <summary>8 to 64 hexadecimal digits.</summary>
    Hash,
    Link,
    Email,

    /// <summary>Text between quotation marks or behind the mark of a quoted line: somebody's words, and no command.</summary>
    Quote,
    Colon,
    Question,

    /// <summary>Any other punctuation, and the end of a line.</summary>
    Mark,
}
