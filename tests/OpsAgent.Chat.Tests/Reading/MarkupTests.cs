namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Slack and Teams send more than a person sees.</summary>
public sealed class MarkupTests
{
    private const string Web2 = """get_ec2_status {"instance_id":"i-0a1b2c3d4e5f60002"}""";

    [Theory]
    [InlineData("<@U024BE7LH> is web-2 ok?")]
    [InlineData("<@U024BE7LH|opsagent> is web-2 ok?")]
    [InlineData("<at>OpsAgent</at> is web-2 ok?")]
    [InlineData("<at id=\"0\">OpsAgent</at> is web-2 ok?")]
    [InlineData("@opsagent is web-2 ok?")]
    [InlineData("@OpsAgent: is web-2 ok?")]
    [InlineData("/opsagent is web-2 ok?")]
    [InlineData("<!here> is web-2 ok?")]
    [InlineData("is *web-2* ok?")]
    [InlineData("is _web-2_ ok?")]
    [InlineData("is **web-2** ok?")]
    [InlineData("is `web-2` ok?")]
    [InlineData("is <http://web-2|web-2> ok?")]
    [InlineData("is <https://us-east-1.console.aws.amazon.com/ec2/home#InstanceDetails:instanceId=i-0a1b2c3d4e5f60002|web-2> ok?")]
    [InlineData("is\u00A0web-2\u00A0ok?")]
    [InlineData("is web-2 ok?\r\n")]
    [InlineData("is &quot;web-2&quot; ok?")]
    [InlineData("<p>is web-2 ok?</p>")]
    [InlineData("web-2\u2019s state?")]
    public void Read_Markup_IsReadAsItIsShown(string message) => Assert.Equal(Web2, Reads.Of(message));

    [Theory]
    [InlineData("post to <#C024BE7LR|incidents>: web is back", "incidents", "web is back")]
    [InlineData("post to #incidents: web &amp; worker are back", "incidents", "web & worker are back")]
    public void Read_AChannelInMarkup_IsItsName(string message, string channel, string text) =>
        Assert.Equal($$"""draft post_summary_to_channel {"channel":"{{channel}}","text":"{{text}}"}""", Reads.Of(message));

    // What a label shows is what a person meant; where it links to is not.
    [Fact]
    public void Read_ALabelThatNamesAnotherThanItsLink_IsNotDrafted() =>
        Assert.DoesNotContain("draft", Reads.Of("reboot <https://us-east-1.console.aws.amazon.com/ec2/home#InstanceDetails:instanceId=i-0a1b2c3d4e5f60007|web-2> and web-2 because it hangs since 08:50"), StringComparison.Ordinal);
}
