namespace OpsAgent.Core.Operations.Grammar;

public enum TokenKind
{
    /// <summary>Letters: the only kind that is read in spite of a misspelling.</summary>
    Word,

    /// <summary>Letters with digits, hyphens or dots, such as <c>web-2</c>.</summary>
    Name,
    Number,

    /// <summary>Such as <c>3h</c> or <c>15min</c>.</summary>
    Duration,
    Instance,

    /// <summary>Begins like an instance id and is none.</summary>
    BrokenInstance,
    Arn,

    /// <summary>With slashes, such as <c>production/web</c>.</summary>
    Path,

    /// <summary><c>key=value</c>.</summary>
    Pair,
    Proposal,
    ApprovalToken,

    /// <summary>8 to 64 hexadecimal digits.</summary>
    Hash,
    Link,
    Email,

    /// <summary>Text between quotation marks: somebody's words, and no command.</summary>
    Quote,
    Colon,
    Question,

    /// <summary>Any other punctuation.</summary>
    Mark,
}
