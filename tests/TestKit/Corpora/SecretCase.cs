namespace OpsAgent.TestKit;

/// <param name="Kind">What it is.</param>
/// <param name="Before">What it is known by, where it has no form of its own.</param>
/// <param name="Secret">What nobody may read.</param>
/// <param name="After">What closes it.</param>
public sealed record SecretCase(string Kind, string Before, string Secret, string After)
{
    /// <summary>As somebody pastes it.</summary>
    public string Text => Before + Secret + After;

    public override string ToString() => Kind;
}
