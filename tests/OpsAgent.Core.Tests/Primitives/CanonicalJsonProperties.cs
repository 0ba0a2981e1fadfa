using System.Text.Json;

using FsCheck.Xunit;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Tests.Primitives;

[Properties(Arbitrary = [typeof(AnyJsons)], MaxTest = 500)]
public sealed class CanonicalJsonProperties
{
    [Property]
    public void Text_WhateverTheOrderSpaceAndEscapes_IsTheSame(AnyJson value, uint oneWay, uint another) =>
        Assert.Equal(CanonicalJson.Text(Test.Json(value.Written(oneWay))), CanonicalJson.Text(Test.Json(value.Written(another))));

    [Property]
    public void Text_ReadAgain_IsTheValueAndTheSameText(AnyJson value)
    {
        var text = CanonicalJson.Text(value.Element());

        Assert.True(JsonElement.DeepEquals(value.Element(), Test.Json(text)));
        Assert.Equal(text, CanonicalJson.Text(Test.Json(text)));
    }

    [Property]
    public void Text_OfTwoValues_IsEqualOnlyIfTheyAre(AnyJson one, AnyJson other)
    {
        if (CanonicalJson.Text(one.Element()) == CanonicalJson.Text(other.Element()))
        {
            Assert.True(JsonElement.DeepEquals(one.Element(), other.Element()));
        }
    }

    [Property]
    public void Text_OfAnyValue_HasNoWhiteSpaceOutsideItsStrings(AnyJson value)
    {
        var inString = false;
        var text = CanonicalJson.Text(value.Element());
        for (var i = 0; i < text.Length; i++)
        {
            inString ^= text[i] == '"';
            i += text[i] == '\\' ? 1 : 0;
            Assert.True(inString || i >= text.Length || !char.IsWhiteSpace(text[i]));
        }
    }
}
