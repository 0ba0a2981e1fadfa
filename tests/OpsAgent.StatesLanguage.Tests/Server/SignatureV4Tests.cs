using System.Text;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>AWS's published examples of Signature Version 4 (aws-c-auth, tests/aws-signing-test-suite/v4), and what is none.</summary>
public sealed class SignatureV4Tests
{
    private const string Date = "20150830T123600Z";
    private static readonly DateTimeOffset Now = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly AccessKey Key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    /// <summary>Not among them: folded headers, which HTTP no longer has, and paths to be normalised, which no AWS client sends to these services.</summary>
    public static TheoryData<string, string, string, string, string> Published => new()
    {
        // name, method and target, further headers, body, signature
        { "get-vanilla", "GET /", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-header-value-trim", "GET /", "My-Header1: value1|My-Header2: \"a   b   c\"", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
        { "get-header-key-duplicate", "GET /", "My-Header1:value2|My-Header1:value2|My-Header1:value1", "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea" },
        { "get-vanilla-query-order-key-case", "GET /?Param2=value2&Param1=value1", "", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
        { "get-vanilla-query-order-encoded", "GET /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", "", "", "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac" },
        { "get-vanilla-utf8-query", "GET /?ሴ=bar", "", "", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
        { "get-utf8", "GET /ሴ", "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
        { "get-unreserved", "GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
        { "post-header-key-sort", "POST /", "My-Header1:value1", "", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
        { "post-vanilla-query", "POST /?Param1=value1", "", "", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
        {
            "post-x-www-form-urlencoded",
            "POST /",
            "Content-Type:application/x-www-form-urlencoded|Content-Length:13|x-amz-content-sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
            "Param1=value1",
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Check_APublishedSignature_IsGood_AndNoneWithOneDigitChanged(string name, string line, string headers, string body, string signature)
    {
        Assert.True(Check(Request(line, headers, signature), body) is null, name);
        Assert.Equal("InvalidSignatureException", Check(Request(line, headers, (signature[0] == '0' ? '1' : '0') + signature[1..]), body)?.Code);
        Assert.Equal("InvalidSignatureException", Check(Request(line, headers, signature), body + " ")?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer a.b.c")]
    [InlineData("AWS4-HMAC-SHA256", "MissingAuthenticationTokenException")]
    [InlineData("AWS4-HMAC-SHA256 ", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, SignedHeaders=host, Signature=0", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, Signature=0", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws5_request, SignedHeaders=host;x-amz-date, Signature=0", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=SOMEBODY/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=0", "UnrecognizedClientException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=", "InvalidSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=, Signature=0", "InvalidSignatureException")]
    public void Check_WhatIsNoSignature_IsRefused(string authorization, string code = "MissingAuthenticationTokenException")
    {
        var request = Request("GET /", "", "");
        request.Headers.Authorization = authorization;

        Assert.Equal(code, Check(request, "")?.Code);
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(301, false)]
    public void Check_ASignatureOfAnotherTime_IsGoodForFiveMinutes(int seconds, bool good)
    {
        var request = Request("GET /", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

        Assert.Equal(good, SignatureV4.Check(request, [], Key, "service", Now.AddSeconds(seconds)) is null);
    }

    [Fact]
    public void Check_ForAnotherService_IsRefused() =>
        Assert.NotNull(SignatureV4.Check(Request("GET /", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"), [], Key, "states", Now));

    [Theory]
    [InlineData("X-Amz-Target")]
    [InlineData("X-Amz-Invocation-Type")]
    [InlineData("X-Amz-Date")]
    [InlineData("Host")]
    public void Check_AnAddedHeaderThatDecides_IsRefused(string name)
    {
        var request = Request("GET /", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        request.Headers.Append(name, "AWSStepFunctions.StopExecution");

        Assert.NotNull(Check(request, ""));
    }

    [Fact]
    public void Sign_AnyRequest_IsTakenByCheck()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:3001/2015-03-31/functions/arn%3Aaws%3Alambda/invocations?b=%2F&a=x%20y")
        {
            Content = new StringContent("{\"é\":1}", Encoding.UTF8, "application/json"),
        };
        message.Headers.Add("X-Amz-Invocation-Type", "Event");
        SignatureV4.Sign(message, "{\"é\":1}"u8.ToArray(), Key, "eu-west-1", "lambda", Now);
        var request = Request($"POST {message.RequestUri!.PathAndQuery}", "", "");
        foreach (var (name, values) in message.Headers.NonValidated.Concat(message.Content.Headers.NonValidated))
        {
            request.Headers[name] = values.ToArray();
        }

        Assert.Null(SignatureV4.Check(request, "{\"é\":1}"u8.ToArray(), Key, "lambda", Now));
        Assert.NotNull(SignatureV4.Check(request, "{\"é\":2}"u8.ToArray(), Key, "lambda", Now));
    }

    private static Rejection? Check(HttpRequest request, string body) => SignatureV4.Check(request, Encoding.UTF8.GetBytes(body), Key, "service", Now);

    /// <param name="line">Method and target.</param>
    /// <param name="headers">Between bars; all of them are signed.</param>
    private static HttpRequest Request(string line, string headers, string signature)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = line.Split(' ')[0];
        request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget = line.Split(' ')[1];
        request.Headers.Host = "example.amazonaws.com";
        request.Headers["X-Amz-Date"] = Date;
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split(':', 2)))
        {
            request.Headers.Append(header[0], header[1]);
        }

        var names = string.Join(';', request.Headers.Select(h => h.Key.ToLowerInvariant()).Order(StringComparer.Ordinal));
        request.Headers.Authorization = $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={names}, Signature={signature}";
        return request;
    }
}
