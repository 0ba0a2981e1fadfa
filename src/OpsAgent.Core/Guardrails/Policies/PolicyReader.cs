using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>Reads the policy from Parameter Store.</summary>
public sealed class PolicyReader(IParameterStore parameters)
{
    /// <param name="fresh">True reads past the cache: before a change is made.</param>
    /// <returns>The policy; <see cref="WritePolicy.None"/> where there is none; or why nothing may be changed.</returns>
    /// <exception cref="AwsException">The parameter cannot be read: nothing may be changed either.</exception>
    public async Task<Outcome<WritePolicy>> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        var text = fresh
            ? await parameters.ReadAgainAsync(ParameterNames.Policy, cancellationToken)
            : await parameters.ReadAsync(ParameterNames.Policy, cancellationToken);
        return text is null ? WritePolicy.None : WritePolicy.Parse(text);
    }
}
