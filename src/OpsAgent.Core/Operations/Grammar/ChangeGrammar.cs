namespace OpsAgent.Core.Operations.Grammar;

/// <summary>An order to change something: a verb, one target, perhaps a number, and a reason.</summary>
public sealed record ChangeGrammar : ChatGrammar
{
    /// <summary>How the order is written, with parameters in braces: <c>scale {cluster}/{service} to {desired_count}</c>. The reason is added.</summary>
    public required string Usage { get; init; }

    public required TargetPhrase Target { get; init; }

    public NumberPhrase? Number { get; init; }

    /// <summary>Verbs that other sentences begin with too, such as "set": they count only with a number and the target's or the number's words.</summary>
    public IReadOnlyList<Words> SharedVerbs { get; init; } = [];

    /// <summary>The verb of what has happened, as in "who rebooted it?".</summary>
    public Words? Past { get; init; }

    /// <summary>What is asked for when it is missing, in the order of asking.</summary>
    public required IReadOnlyList<Slot> Slots { get; init; }

    /// <summary>Words that change nothing about the order.</summary>
    public IReadOnlyList<string> Fillers { get; init; } = [];

    public override IEnumerable<Words> Vocabulary => [.. base.Vocabulary, .. SharedVerbs, .. Past is null ? Array.Empty<Words>() : [Past]];
}

/// <summary>A parameter that the conversation asks for.</summary>
/// <param name="Parameter">Its name.</param>
/// <param name="Label">What stands for it in <see cref="ChangeGrammar.Usage"/> while it is not known, such as <c>&lt;number&gt;</c>.</param>
/// <param name="Question">The question, with parameters that are known in braces.</param>
public sealed record Slot(string Parameter, string Label, string Question);

/// <summary>The number of an order.</summary>
/// <param name="Parameter">The parameter that takes it.</param>
/// <param name="Unit">What it counts, such as tasks.</param>
/// <param name="Words">Words for it, and keys for <c>key=value</c>.</param>
public sealed record NumberPhrase(string Parameter, string Unit, params IReadOnlyList<string> Words);
