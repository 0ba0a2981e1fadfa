using System.Text;
using Amazon.Lambda.Core;

namespace OpsAgent.Compat.Tests.Support;

internal static class Payload
{
    public static T Read<T>(this ILambdaSerializer serializer, string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return serializer.Deserialize<T>(stream);
    }

    public static string Write<T>(this ILambdaSerializer serializer, T value)
    {
        using var stream = new MemoryStream();
        serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
