using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>Reads the policy from Parameter Store.</summary>
/// <param name="catalog">Whose writes its rules may name; <see cref="OperationCatalog.Default"/> where null.</param>
public sealed class PolicyReader(IParameterStore parameters, OperationCatalog? catalog = null)
{
    // The last text and what it says: the same text is read at every step.
    private Tuple<string, Outcome<WritePolicy>>? _last;

    /// <param name="fresh">True reads past the cache: before a change is made.</param>
    /// <returns>The policy; <see cref="WritePolicy.None"/> where there is none; or why nothing may be changed.</returns>
    /// <exception cref="AwsException">The parameter cannot be read: nothing may be changed either.</exception>
    public async Task<Outcome<WritePolicy>> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        var text = fresh
            ? await parameters.ReadAgainAsync(ParameterNames.Policy, cancellationToken)
            : await parameters.ReadAsync(ParameterNames.Policy, cancellationToken);
        return text is null ? WritePolicy.None : Parsed(text);
    }

    private Outcome<WritePolicy> Parsed(string text)
    {
        var last = _last;
        if (last?.Item1 != text)
        {
            _last = last = Tuple.Create(text, WritePolicy.Parse(text, catalog ?? OperationCatalog.Default));
        }

        return last!.Item2;
    }
}
