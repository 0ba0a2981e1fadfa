namespace OpsAgent.Chat.Model;

/// <param name="System">What the model is and what it may do.</param>
/// <param name="Messages">The conversation, oldest first; begins with one of the user's, and the two sides take turns.</param>
/// <param name="Tools">What it may ask for.</param>
/// <param name="MaxTokens">The longest answer.</param>
public sealed record ModelRequest(string System, IReadOnlyList<ModelMessage> Messages, IReadOnlyList<ModelTool> Tools, int MaxTokens);
