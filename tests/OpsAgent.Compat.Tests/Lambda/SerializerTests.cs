using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.Lambda;

public sealed class SerializerTests
{
    private static readonly ILambdaSerializer Generated = new SourceGeneratorLambdaJsonSerializer<GreetingJson>();

    public static TheoryData<ILambdaSerializer> Both => new(Generated, new DefaultLambdaJsonSerializer());

    [Theory]
    [MemberData(nameof(Both))]
    public void Write_OfAnObject_KeepsNamesOmitsNullsAndEscapesLittle(ILambdaSerializer serializer) =>
        Assert.Equal("""{"Name":"Zoë & <Co>"}""", serializer.Write(new Greeting { Name = "Zoë & <Co>" }));

    [Theory]
    [MemberData(nameof(Both))]
    public void Read_WhateverTheCaseOfAName_FindsIt(ILambdaSerializer serializer) =>
        Assert.Equal("a", serializer.Read<Greeting>("""{"NAME":"a"}""").Name);

    [Theory]
    [InlineData("1769000000", "2026-01-21T12:53:20.0000000Z")]
    [InlineData("1769000000.5", "2026-01-21T12:53:20.5000000Z")]
    [InlineData("\"2026-01-21T12:53:20Z\"", "2026-01-21T12:53:20.0000000Z")]
    public void Read_OfATime_TakesTextAndEpochSeconds(string wire, string expected) =>
        Assert.Equal(expected, Generated.Read<Greeting>($$"""{"At":{{wire}}}""").At!.Value.ToString("O"));

    [Fact]
    public void Bytes_InAStream_AreBase64BothWays()
    {
        using var payload = new MemoryStream([1, 2, 3]);

        Assert.Equal("""{"Payload":"AQID"}""", Generated.Write(new Greeting { Payload = payload }));
        Assert.Equal([1, 2, 3], Generated.Read<Greeting>("""{"Payload":"AQID"}""").Payload!.ToArray());
    }

    [Theory]
    [InlineData("\"AQID\"")]
    [InlineData("[1,2,3]")]
    public void Read_OfAByteArray_TakesBase64AndNumbers(string wire) =>
        Assert.Equal([1, 2, 3], Generated.Read<Greeting>($$"""{"Bytes":{{wire}}}""").Bytes);

    [Fact]
    public void Read_OfWhatIsNotJson_NamesTheType()
    {
        var error = Assert.Throws<JsonSerializerException>(static () => Generated.Read<Greeting>("nonsense"));

        Assert.Contains(typeof(Greeting).FullName!, error.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(error.InnerException, exactMatch: false);
    }

    [Fact]
    public void UnregisteredType_EitherWay_IsRefusedByName()
    {
        var read = Assert.Throws<JsonSerializerException>(static () => Generated.Read<Version>("{}"));
        var written = Assert.Throws<JsonSerializerException>(static () => Generated.Write(new Version(1, 0)));

        Assert.Contains("No JsonTypeInfo registered in", read.Message, StringComparison.Ordinal);
        Assert.Contains("System.Version", written.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Customizer_OfTheOptions_HasTheLastWord()
    {
        var camel = new SourceGeneratorLambdaJsonSerializer<GreetingJson>((JsonSerializerOptions options) =>
            options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);

        Assert.Equal("""{"name":"a"}""", camel.Write(new Greeting { Name = "a" }));
        Assert.Equal("""{"name":"a"}""", new CamelCaseLambdaJsonSerializer().Write(new Greeting { Name = "a" }));
    }
}
