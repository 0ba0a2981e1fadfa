using System.Text;

using Amazon.SimpleNotificationService.Model;

using OpsAgent.Core.Text;

namespace OpsAgent.Aws.Messaging;

/// <summary>Text as SNS takes it: a subject of printable ASCII on one line, a message within 256 KB.</summary>
internal static class SnsText
{
    private const int MaxSubjectLength = 100;

    // 256 KB for everything; subject and attributes take less than the rest.
    private const int MaxMessageLength = 255 * 1024;
    private const string Cut = "\n[cut off: too long for one message]";

    /// <summary>SNS refuses a subject that is empty, begins with a blank, or holds a line break or what is not ASCII.</summary>
    public static string Subject(string text)
    {
        var ascii = new string([.. Redactor.Text(text).Select(c => c is >= ' ' and <= '~' ? c : '?')]).Trim();
        return ascii.Length switch
        {
            0 => "OpsAgent",
            <= MaxSubjectLength => ascii,
            _ => ascii[..(MaxSubjectLength - 3)] + "...",
        };
    }

    /// <summary>SNS refuses an empty message.</summary>
    public static string Message(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "(no text)";
        }

        text = Sanitizer.Text(text);

        if (Encoding.UTF8.GetByteCount(text) <= MaxMessageLength)
        {
            return text;
        }

        var room = MaxMessageLength - Cut.Length;
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.Append(Cut).ToString();
    }

    public static MessageAttributeValue Attribute(string value) => new() { DataType = "String", StringValue = value };
}
