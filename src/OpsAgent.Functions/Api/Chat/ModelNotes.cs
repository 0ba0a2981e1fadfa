using OpsAgent.Chat.Model;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>What people are told when the model is of no help, and whom it concerns.</summary>
internal static class ModelNotes
{
    public static string ParserAnswers(ModelFailure failure) => $"The model did not answer: {Why(failure)}. So the built-in parser did: it takes plain orders and questions.";

    public static string ToolsAnswer(ModelFailure failure) => $"The model did not come to an end: {Why(failure)}. This is what its tools found.";

    private static string Why(ModelFailure failure) => failure switch
    {
        ModelFailure.Throttled => "AWS throttles it, try again in a minute",
        ModelFailure.AccessDenied => "AWS denies access to it; an administrator looks at the role's bedrock:InvokeModel, at the organization's policies for each Region that its profile uses, and whether the account has the model",
        ModelFailure.Refused => "AWS refuses the request, as the log says",
        ModelFailure.UseCaseMissing => "its provider's first-use form is missing; an administrator sends it once for the account, in the Amazon Bedrock console or with aws bedrock put-use-case-for-model-access",
        ModelFailure.Legacy => "AWS marks it as Legacy and serves it no longer to accounts that did not use it lately; an administrator sets BedrockModelId to an active one",
        ModelFailure.EndOfLife => "it is past its end of life; an administrator sets BedrockModelId to an active one",
        ModelFailure.NotInRegion => "AWS does not have it in this Region by this id; an administrator sets BedrockModelId to one that it has, often an inference profile's such as eu. or global. before the model's",
        ModelFailure.TooLong => "the conversation is too long for it, begin a new one",
        ModelFailure.TimedOut => "it took too long",
        ModelFailure.CutOff => "its answer was cut off",
        ModelFailure.Endless => "it asked for more and more",
        _ => "it gave no answer that can be used",
    };
}
