using System.Text;

using Amazon.SimpleNotificationService.Model;

using OpsAgent.Core.Text;

namespace OpsAgent.Aws.Messaging;

/// <summary>Text within the limits of SNS: a subject of 1 to 100 printable ASCII characters, a message of at most 256 KB.</summary>
internal static class SnsText
{
    private const int MaxSubjectLength = 100;

    // Bytes. 256 KB is the limit of message, subject and attributes together.
    private const int MaxMessageLength = 255 * 1024;
    private const string TruncationNote = "\n[cut off: too long for one message]";

    /// <summary>SNS rejects a subject that is empty, begins with a space, or has a line break or a non-ASCII character.</summary>
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

    /// <summary>SNS rejects an empty message.</summary>
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

        var remaining = MaxMessageLength - TruncationNote.Length;
        var truncated = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            remaining -= rune.Utf8SequenceLength;
            if (remaining < 0)
            {
                break;
            }

            truncated.Append(rune.ToString());
        }

        return truncated.Append(TruncationNote).ToString();
    }

    /// <param name="attributes">Each once; no value is empty.</param>
    public static Dictionary<string, MessageAttributeValue> Attributes(IEnumerable<KeyValuePair<string, string>> attributes) =>
        attributes.ToDictionary(a => a.Key, a => new MessageAttributeValue { DataType = "String", StringValue = a.Value });
}
