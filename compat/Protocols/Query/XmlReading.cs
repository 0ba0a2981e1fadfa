using System.Globalization;
using System.Xml.Linq;

namespace Amazon.Compat.Protocols.Query;

/// <summary>Reads a member by its name, whatever the namespace; what is absent is null, a list without members too, as in the published packages.</summary>
internal static class XmlReading
{
    extension(XElement xml)
    {
        public string Text(string name) => xml.Find(name)?.Value;

        public int? Int(string name) => xml.Find(name) is { Value: not "" and var text } ? int.Parse(text, CultureInfo.InvariantCulture) : null;

        public bool? Flag(string name) => xml.Find(name) is { Value: not "" and var text } ? bool.Parse(text) : null;

        /// <summary>ISO 8601; always UTC.</summary>
        public DateTime? Time(string name) => xml.Find(name) is { Value: not "" and var text }
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime
            : null;

        public T Structure<T>(string name, Func<XElement, T> read) where T : class =>
            xml.Find(name) is { } value ? read(value) : null;

        public List<T> List<T>(string name, Func<XElement, T> read) =>
            xml.Find(name)?.Elements().Where(static one => one.Name.LocalName == "member").Select(read).ToList() is { Count: > 0 } members
                ? members
                : null;

        private XElement Find(string name) => xml.Elements().FirstOrDefault(one => one.Name.LocalName == name);
    }

    /// <summary>The text of a list item.</summary>
    public static string Text(XElement value) => value.Value;
}
