using System.Globalization;
using System.Text.RegularExpressions;

using OpsAgent.Aws.Clients;
using OpsAgent.Chat.Model;

namespace OpsAgent.Aws.Model;

/// <summary><see cref="IModelLifecycle"/> by Amazon Bedrock's GetFoundationModel, asked once an hour at most.</summary>
public sealed partial class BedrockModelLifecycle(AwsClients clients, string modelId, TimeProvider time) : IModelLifecycle
{
    private const string Action = "bedrock:GetFoundationModel";

    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private (string? Sentence, DateTimeOffset Until)? _known;

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        if (FoundationModelOf(modelId) is not { } model)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (_known is { } known && now < known.Until)
        {
            return known.Sentence;
        }

        using var client = clients.FoundationModels();
        var found = await AwsCall.RunAsync(Action, model, () => client.GetFoundationModelAsync(new FoundationModelRequest(model), cancellationToken));
        var sentence = found.Status == "ACTIVE" ? null
            : $"The model {model} is {found.Status}{Date(" since", found.LegacyTime)}{Date(", its end of life is", found.EndOfLifeTime)}: set BedrockModelId to an active one.";
        _known = (sentence, now + KeptFor);
        return sentence;
    }

    /// <returns>The foundation model's id; null for what does not name one: an application's inference profile, a router, a model of the account's own.</returns>
    public static string? FoundationModelOf(string modelId)
    {
        var id = modelId;
        if (modelId.StartsWith("arn:", StringComparison.Ordinal))
        {
            var resource = modelId.Split(':', 6)[^1];
            var (kind, slash) = (resource.Split('/')[0], resource.IndexOf('/', StringComparison.Ordinal));
            if (kind is not ("foundation-model" or "inference-profile"))
            {
                return null;
            }

            id = resource[(slash + 1)..];
        }

        id = Geography().Replace(id, string.Empty);
        return id.Contains('.', StringComparison.Ordinal) ? id : null;
    }

    private static string Date(string before, DateTimeOffset? at) => at is { } time ? $"{before} {time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : string.Empty;

    // Of an inference profile: us, eu, jp, au, ca and the like; no provider's name has two letters.
    [GeneratedRegex(@"^([a-z]{2}|us-gov|apac|global)\.(?=[^.]+\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Geography();
}
