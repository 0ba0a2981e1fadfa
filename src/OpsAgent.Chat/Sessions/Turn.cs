using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Sessions;

/// <summary>One message of a conversation, cut to a length that can be kept.</summary>
public sealed record Turn(bool IsReply, string Text)
{
    private const int MaxLength = 2000;

    public static Turn Of(bool isReply, string text) => new(isReply, text.Length <= MaxLength ? text : DisplayText.Of(text[..MaxLength], lines: true));
}
