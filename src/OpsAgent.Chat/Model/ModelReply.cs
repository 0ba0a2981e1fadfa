namespace OpsAgent.Chat.Model;

/// <param name="Parts">Texts and calls, in the model's order; may be empty.</param>
/// <param name="Stop">Why it stopped.</param>
/// <param name="Tokens">What the call cost, question and answer together.</param>
public sealed record ModelReply(IReadOnlyList<ModelPart> Parts, ModelStop Stop, int Tokens);
