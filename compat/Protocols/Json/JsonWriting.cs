using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Documents;
using Amazon.Runtime.Documents.Internal.Transform;
using Amazon.Util;

namespace Amazon.Compat.Protocols.Json;

/// <summary>Writes a member if it is set: a null is left out, an empty list is not.</summary>
internal static class JsonWriting
{
    extension(Utf8JsonWriter json)
    {
        public void Text(string name, string value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        public void Constant(string name, ConstantClass value) => json.Text(name, value?.Value);

        public void Number(string name, long? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }

        public void Number(string name, float? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }

        public void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }

        public void Flag(string name, bool? value)
        {
            if (value is { } flag)
            {
                json.WriteBoolean(name, flag);
            }
        }

        /// <summary>Epoch seconds with a fraction.</summary>
        public void Time(string name, DateTime? value)
        {
            if (value is { } time)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(AWSSDKUtils.ConvertToUnixEpochSecondsDecimal(time).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        /// <summary>From its beginning, whatever was read of it before.</summary>
        public void Blob(string name, MemoryStream value)
        {
            if (value is not null)
            {
                json.WriteBase64String(name, value.ToArray());
            }
        }

        /// <summary>JSON of the caller's own; a document that is null was not set.</summary>
        public void Document(string name, Document value)
        {
            if (!value.IsNull())
            {
                json.WritePropertyName(name);
                DocumentMarshaller.Instance.Write(json, value);
            }
        }

        public void Structure(string name, IJsonShape value)
        {
            if (value is not null)
            {
                json.WritePropertyName(name);
                json.Shape(value);
            }
        }

        public void Structures<T>(string name, List<T> values) where T : IJsonShape =>
            json.Array(name, values, value => json.Shape(value));

        public void Texts(string name, List<string> values) => json.Array(name, values, json.WriteStringValue);

        private void Shape(IJsonShape value)
        {
            json.WriteStartObject();
            value.Write(json);
            json.WriteEndObject();
        }

        private void Array<T>(string name, List<T> values, Action<T> write)
        {
            if (values is not null)
            {
                json.WriteStartArray(name);
                values.ForEach(write);
                json.WriteEndArray();
            }
        }
    }
}
