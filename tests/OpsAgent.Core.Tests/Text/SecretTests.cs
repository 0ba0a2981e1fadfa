using OpsAgent.Core.Text;

namespace OpsAgent.Core.Tests.Text;

public sealed class SecretTests
{
    private readonly Secret _secret = new("webhook URL", "https://hooks.example/abc");

    [Fact]
    public void ToString_OfAnythingThatHoldsIt_SaysWhatItIs()
    {
        Assert.Equal("[webhook URL]", _secret.ToString());
        Assert.Equal("Holder { Url = [webhook URL] }", new Holder(_secret).ToString());
        Assert.Equal("https://hooks.example/abc", _secret.Reveal());
    }

    [Theory]
    [InlineData("https://hooks.example/abc", true)]
    [InlineData("https://hooks.example/abd", false)]
    [InlineData("https://hooks.example/ab", false)]
    [InlineData("", false)]
    public void Matches_AText_IsTrueForTheSameOnly(string given, bool same) => Assert.Equal(same, _secret.Matches(given));

    private sealed record Holder(Secret Url);
}
