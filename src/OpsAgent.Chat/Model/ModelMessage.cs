using OpsAgent.Chat.Sessions;

namespace OpsAgent.Chat.Model;

/// <param name="IsModel">Whether the model said it; else the user, or OpsAgent about tools.</param>
/// <param name="Parts">At least one.</param>
public sealed record ModelMessage(bool IsModel, IReadOnlyList<ModelPart> Parts)
{
    public static ModelMessage Of(Turn turn) => new(turn.IsReply, [Words(turn.Text)]);

    // Models take no blank text, and a turn that is left out would leave two of one side together.
    public static ModelPart.Text Words(string text) => new(string.IsNullOrWhiteSpace(text) ? "(nothing)" : text);
}
